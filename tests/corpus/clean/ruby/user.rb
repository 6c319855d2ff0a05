class User < ApplicationRecord
  has_secure_password
  validates :password, presence: true, length: { minimum: 12 }
  attr_accessor :password, :password_confirmation
  filter_parameter_logging :password
end

conn = PG.connect(host: host, user: user, password: password)
conn = PG.connect(host: ENV["PGHOST"], password: ENV.fetch("PGPASSWORD"))
t.string :encrypted_password, null: false, default: ""
params.require(:user).permit(:email, :password)
