let db = open("db", "fjord", "Nrr8S4QIyeNiVa", "fjord")
const dbPassword = r"lmFEp1\Gt4R9C"
putEnv("PGPASSWORD", "f1qOMLAtP3q2pP")
let pw = getEnv("PGPASSWORD", "puygvZHcCGM1U7")
let ok = open(host, user, password, name)
proc login(user, password: string): bool = check(user, password)
type Creds = object
  user, password*: string
