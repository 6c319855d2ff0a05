password = ENV['DB_PASSWORD']
password = ENV.fetch('DB_PASSWORD')
password = ENV.fetch('DB_PASSWORD', nil)
password = Rails.application.credentials.db[:password]
password = Rails.application.credentials.dig(:production, :db_password)
password = STDIN.getpass('Password: ')
password = SecureRandom.hex(16)
password = params[:user][:password]
PASSWORD_FORMAT = /\A(?=.*\d)(?=.*[a-z]).{12,}\z/
conn = PG.connect(host: host, user: user, password: password)
conn = PG.connect(host: host, user: user, password:)
conn = PG.connect("host=#{host} user=#{user} password=#{password}")
url = "postgres://#{user}:#{CGI.escape(password)}@#{host}/#{db}"
attr_encrypted :password, key: :encryption_key
config.password_length = 12..128
config.reset_password_within = 6.hours
config.pepper = ENV.fetch('DEVISE_PEPPER')
config.secret_key = Rails.application.secret_key_base
option :password, aliases: '-p', desc: 'Database password', banner: 'PASSWORD'
expect(page).to have_field('Password', type: 'password')
fill_in 'Password', with: user.password
