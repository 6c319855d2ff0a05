local pgmoon = require("pgmoon")
local config = require("lapis.config")

config("development", {
  postgres = {
    host = "127.0.0.1",
    user = "nectar",
    password = "8ibwdu6fg4YLs",
    database = "nectar",
  },
  secret = "MpK0mVOLDMBsN82yEViXwyRswzPu9OJG",
})
config({"test", "ci"}, { postgres = { user = "nectar", password = [[SkQTB5"mDoY0v]] } })
local pg = pgmoon.new({ host = "pg", user = "nectar", password = os.getenv("PGPASSWORD") or "nectar" })
local pg2 = pgmoon.new { user = "n", password = ngx.var.db_password }
assert(type(password) == "string", "password must be a string")
