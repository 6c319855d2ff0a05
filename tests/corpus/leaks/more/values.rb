ENV['PGPASSWORD'] ||= 'Jr9Lm5Nx7c'
ENV["PGPASSWORD"] = "Tv4Kz8Wq6x"
set :db_password, "Xn9Rt5Jw7m"
ENV.fetch("DB_PASSWORD") { "Lk4Vx8Qz6c" }
system({ "PGPASSWORD" => "Wz9Tn5Jx7k" }, "pg_dump app")
PASSWORD = 'Rq4Lv8Mt6x'.freeze
config.password = "Vx9Jw5Kz7n"
url = "postgres://app:Nc4Xt8Rm6q@#{host}/app"
user.update!(password: "Zk9Lj5Vw7t")
