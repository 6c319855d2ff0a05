conn = PG.connect(host: 'db', dbname: 'store', user: 'store', password: 'Xd7Kq3Wn9v')
old = PG::Connection.new(:host => 'db', :user => 'store', :password => 'Bz5Rt8Ym2c')
DB = Sequel.connect(ENV.fetch('DATABASE_URL', 'postgres://store:Gh4Lx7Pq9s@db/store'))
DB2 = Sequel.connect(adapter: 'postgres', host: 'db', database: 'store', user: 'store', password: "Jw8Vc3Kn6t")
url = ENV["DATABASE_URL"] || "postgresql://store:password@localhost/store"
ActiveRecord::Base.establish_connection(
  adapter:  "postgresql",
  host:     "db",
  username: "store",
  password: "T6mZq2Rx9h",
  database: "store"
)
