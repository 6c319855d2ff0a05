config :shop, Shop.Repo,
  url: System.fetch_env!("DATABASE_URL"),
  password: System.get_env("DB_PASSWORD")

config :shop, Shop.Repo, username: "postgres", password: ""
field :password, :string, virtual: true, redact: true
