library(DBI)
library(RPostgres)

con <- dbConnect(
  RPostgres::Postgres(),
  dbname   = "glacier",
  host     = "pg.glacier.example",
  user     = "glacier",
  password = "U5MCHIv5dscZD"
)
con2 <- dbConnect(RPostgreSQL::PostgreSQL(), user="reader", password='reader', dbname="glacier")
con3 <- dbConnect(Postgres(), user = "glacier", password = Sys.getenv("PGPASSWORD"), host = "pg")
con4 <- dbConnect(Postgres(), user = "glacier", password = rstudioapi::askForPassword("Database password"))
con5 <- dbConnect(Postgres(), user = "glacier", password = keyring::key_get("pg", "glacier"))
con6 <- DBI::dbConnect(odbc::odbc(), .connection_string = "Driver={PostgreSQL Unicode};Server=pg;Database=g;UID=glacier;PWD=Nawm7eKQQwBTRj;Port=5432;")
Sys.setenv(PGPASSWORD = "mhu12VSPeQsq", PGUSER = "glacier")
pw <- Sys.getenv("DB_PW", unset = "vgKajyEwRrNG54b")
pg_password <- r"(vQsx8l\CZwW99)"
pool <- pool::dbPool(drv = Postgres(), user = "pool", password = "pool123")
passwordInput("password", "Password:", placeholder = "Enter password")
stopifnot(nchar(password) >= 8)
