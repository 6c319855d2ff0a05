con <- dbConnect(RPostgres::Postgres(), host = "db", dbname = "stats", user = "stats", password = "Xz9Lw4Kq7v")
pool <- dbPool(drv = RPostgreSQL::PostgreSQL(), user = "stats", password = 'Mr6Tn8Vx3c')
Sys.setenv(PGPASSWORD = "Nw7Jq4Zt9k")
pw <- "Vc5Xk8Rm3z"
