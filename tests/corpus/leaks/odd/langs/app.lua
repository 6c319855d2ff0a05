local db = pgmoon.new({ host = "db", user = "fjord", password = [[X2My53'"XV0nOk]], database = "fjord" })
local con = env:connect("fjord", "fjord", "i3TAUefFvzEX1L", "db", 5432)
local pw = os.getenv("PGPASSWORD") or 'letmein'
config["postgres"]["password"] = 'ClI7Xu--NiLn3T'
config.password = os.getenv "PGPASSWORD"
local function login(user, password) return check(user, password) end
if password == nil then error("password is missing") end
