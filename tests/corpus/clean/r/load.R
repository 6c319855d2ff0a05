con <- dbConnect(RPostgres::Postgres(), user = user, password = Sys.getenv("PGPASSWORD"))
con <- dbConnect(RPostgres::Postgres(), password = rstudioapi::askForPassword("Database password"))
con <- dbConnect(RPostgres::Postgres(), password = keyring::key_get("db"))
