app.databases.use(.postgres(hostname: "db", username: "vapor", password: "Zt6Kq9Vw4x", database: "vapor"), as: .psql)
let password = Environment.get("DATABASE_PASSWORD") ?? "Jm7Xr3Lt8k"
