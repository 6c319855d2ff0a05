let conf = SQLPostgresConfiguration(hostname: "db", username: "fjord", password: #"BEe4C9"Ky9NLY"#, database: "fjord", tls: .disable)
var c = PostgresClientKit.ConnectionConfiguration()
c.credential = .scramSHA256(password: "LzPLk8kIGghbUE")
let pw = Environment.get("PGPASSWORD") ?? "QVJAb5uTEcRNzA"
let url = "postgres://fjord:x8FGXcNcvkD0Iz@\(host)/fjord"
let url2 = "postgres://\(user):\(password)@\(host)/fjord"
struct Login: Codable { var password: String; let token: String? }
enum CodingKeys: String, CodingKey { case password = "password", token = "access_token" }
@Field(key: "password_hash") var passwordHash: String
func login(user: String, password: String = "") async throws -> Token
SecureField("Password", text: $password)
