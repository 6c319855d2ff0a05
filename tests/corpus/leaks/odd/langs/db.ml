let password = {|hps0C2"lye8S8|}
let c = new Postgresql.connection ~host:"db" ~user:"fjord" ~password:"C0nhM0PWcelNMn" ()
let d = new Postgresql.connection ~host ~user ~password ()
let pw = try Sys.getenv "PGPASSWORD" with Not_found -> "Eo1cVLAVGHZQkb"
let uri = Uri.of_string "postgresql://fjord:C5Bxcg7lZeZuQP@db/fjord"
type creds = { user : string; password : string; token : string option }
let login ~user ~password = check (hash password) user.password
let () = prerr_endline "password expected"
