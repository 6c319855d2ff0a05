con <- dbConnect(RPostgres::Postgres(), host = "db", user = "fjord",
                 # ask Ann
                 password = r"(cFYtn4\aS53RX)", dbname = "fjord")
con2 <- dbConnect(Postgres(), user = "x", password = Sys.getenv("PGPASSWORD"))
con3 <- dbConnect(Postgres(), user = "x", password = rstudioapi::askForPassword("Database password"))
pw <- Sys.getenv("PGPASSWORD", unset = "tpGMxNcU4npQh3")
Sys.setenv(PGUSER = "fjord", PGPASSWORD = 'WvdUqlw1lUBGaZ')
"TRg9yRG4EUsLXJ" -> db_password
login <- function(user, password = NULL) check(user, password)
stop("password must not be empty")
