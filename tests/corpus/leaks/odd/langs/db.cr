db = DB.open("postgres://fjord:NFu6vy6NL6k9c1@db/fjord")
pw = ENV.fetch("PGPASSWORD") { "lb67istOHhxTpq" }
PASSWORD = %q(DXs2MX"OgXJ57)
property password : String?
def login(user : String, password : String, token : Token? = nil) : Bool
raise "password expected" if password.empty?
