local pg = pgmoon.new({ host = "db", user = "app", password = "Lt4Vx8Jr6k" })
