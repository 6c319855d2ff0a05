require 'pg'
conn = PG.connect host: 'db', user: 'slate', password: %q(Ggo4SH'"Giw80M), dbname: 'slate'
conn = PG::Connection.new('db', 5432, nil, nil, 'slate', 'slate', 'QRr4hdX7drHOIg')
conn = PG.connect(:host => 'db', :password => "sj7VTj\#{x}vzkY6C", :user => 'slate')
DB = Sequel.connect(adapter: :postgres, user: 'slate',
                    # not the production one
                    password: ENV.fetch('PGPASSWORD', 'HcufMiyaYyUz9t'),
                    host: 'db',)
DB2 = Sequel.postgres('slate', :user=>'slate', :password=>'slate1', :host=>'db')
ENV['PGPASSWORD'] ||= 'Qk6SREQIVT3Cxo'
URL = "postgres://slate:" \
      "PYE8WcZGSRAZcJ@db/slate"
URL2 = "postgres://#{user}:#{CGI.escape(password)}@#{host}/slate"
URL3 = <<~DSN.strip
  postgres://slate:M5aJXPkNPuTlo2@db/slate
DSN
settings = OpenStruct.new(user: 'slate', password: ENV['PGPASSWORD'])
def connect(user:, password: 'GcN2w4ZxeWxe6S', token: nil) = PG.connect(user:, password:)
config.password = ENV.fetch('PGPASSWORD') { raise 'PGPASSWORD is missing' }
class User < ApplicationRecord
  has_secure_password
  has_secure_token :auth_token, length: 36
  validates :password, presence: true, length: { minimum: 12 }, confirmation: true
  encrypts :api_key, deterministic: true
  attr_accessor :password, :password_confirmation, :reset_token
end
create_table(:users) { |t| t.string :password_digest, null: false; t.string :token, index: { unique: true } }
add_column :users, :encrypted_password, :string, null: false, default: ""
params.require(:user).permit(:email, :password, :password_confirmation)
Rails.application.config.filter_parameters += [:password, :secret, :token, :_key]
let(:user) { create(:user, password_digest: '$2a$12$q4EUw2XQ76GG2c1jPzwxpdQ6vopRcAhMxFY70xX0FIiOBYj0yGl7a') }
expect(page).to have_content("Password can't be blank")
fill_in 'Password', with: password
redirect_to edit_password_path(token: @token), alert: 'Token is invalid'
f.password_field :password, autocomplete: "new-password", placeholder: t('.password')
User.where(email: email).find_by("password = ?", password)
execute "ALTER ROLE slate PASSWORD 'khN75vzSWueWlY'"
execute "ALTER ROLE slate PASSWORD #{conn.quote(password)}"
