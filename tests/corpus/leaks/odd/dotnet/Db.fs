module Db
let password = "S0Zzwo\tQ7j95m"
let [<Literal>] ConnString = "Host=db;Username=tram;Password=bNU98eixz6TwM6;Database=tram"
let connect () =
    Sql.host "db"
    |> Sql.username "tram"
    |> Sql.password "JButCj2LYVtvzm"
    |> Sql.formatConnectionString
let fromEnv () = Sql.host "db" |> Sql.password (Environment.GetEnvironmentVariable "PGPASSWORD")
let pw = Environment.GetEnvironmentVariable "PGPASSWORD" |> Option.ofObj |> Option.defaultValue "ZJqMcOo9kguvB6"
let triple = """Host=db;Username=tram;Password=b1xTKM"HjMkK4;"""
let interp = $"Host={host};Username=tram;Password=changeme"
let interpOk = $"Host={host};Username={user};Password={password}"
type User = { Name: string; Password: string; Token: string option }
type Secret = Secret of string
let setPassword (password: string) (user: User) = { user with Password = hash password }
let validate password = if String.length password < 12 then Error "Password is too short" else Ok password
printfn "password for %s changed" user
