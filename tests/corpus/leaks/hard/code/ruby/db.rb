require 'pg'
require 'sequel'

conn = PG.connect(host: 'localhost', dbname: 'orchid', user: 'orchid', password: '0zGYmHghj5P2')
conn2 = PG.connect('localhost', 5432, nil, nil, 'orchid', 'orchid', 'orchid1')
conn3 = PG::Connection.new(:host => "pg", :user => "orchid", :password => "82tFq7\#Hu3Bdx")
conn4 = PG.connect("host=pg user=orchid password=EOiaZ3B6bcg dbname=orchid")
DB = Sequel.connect("postgres://orchid:zv3UjT5TC1t2S@localhost/orchid")
DB2 = Sequel.postgres('orchid', user: 'orchid', password: ENV['DB_PASSWORD'], host: 'pg')
DB3 = Sequel.connect(ENV.fetch('DATABASE_URL', 'postgres://orchid:orchid@localhost/orchid'))
PASSWORD = ENV.fetch('PGPASSWORD') { 'rrn3ymucqeDR8W' }
ENV['PGPASSWORD'] ||= 'RTq9JwjfohLhpHx'
ActiveRecord::Base.establish_connection(
  adapter: 'postgresql', username: 'orchid', password: %q(IRSvB8'FK3hNF), database: 'orchid'
)
Rails.application.config.secret_key_base = 'a66cc87434ed20afa56919cd1bca99803371d294b7473ca000b024f9ce9317c4a40eaef7a31017e5c9c1d0c8565198ec06103984c73c20019ad9c0cb1bc3eca6'
Rails.application.config.filter_parameters += [:password, :token, :secret]
validates :password, presence: true, length: { minimum: 12 }, confirmation: true
has_secure_password :recovery_password, validations: false
t.string :encrypted_password, null: false, default: ""
params.require(:user).permit(:email, :password, :password_confirmation)
flash[:alert] = 'Invalid email or password.'
f.password_field :password, label: 'Password', autocomplete: 'new-password'
raise ArgumentError, "password too short" if password.length < 12
