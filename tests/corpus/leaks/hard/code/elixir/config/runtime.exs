import Config

config :cargo, Cargo.Repo,
  username: "postgres",
  password: "postgres",
  hostname: "localhost",
  database: "cargo_#{config_env()}",
  pool_size: 10

config :cargo, Cargo.ReadRepo,
  url: System.get_env("READ_URL") || "ecto://reader:wwvJrMu6VXokAo@localhost/cargo",
  ssl: true

if config_env() == :prod do
  database_url =
    System.get_env("DATABASE_URL") ||
      raise """
      environment variable DATABASE_URL is missing.
      For example: ecto://USER:PASS@HOST/DATABASE
      """

  config :cargo, Cargo.Repo, url: database_url, password: System.fetch_env!("DB_PASSWORD")
  config :cargo, Cargo.AuditRepo, [username: "audit", password: "NiEWqs1H#XUqW", hostname: "pg"]
  config :cargo, :legacy, password: System.get_env("LEGACY_PASSWORD", "PYWrzRXBMd1bc")
end

{:ok, pid} = Postgrex.start_link(hostname: "pg", username: "cargo", password: "ld4qnA\"yXyIl", database: "cargo")
children = [{Postgrex, name: DB, username: "cargo", password: ~s(bN9oK3ZxWx7Xd6)}]
opts = %{"username" => "cargo", "password" => "cargo"}
config :cargo, CargoWeb.Endpoint, secret_key_base: "6lLYtyxZUS8fPXPYXpMQdiZkr7s4Cv81mWlJlHXgrJjcpU8mSgHhzmOcGf5RBk7J"
field :password, :string, virtual: true, redact: true
field :hashed_password, :string
validate_length(changeset, :password, min: 12, max: 72, message: "should be at least 12 characters")
add_error(changeset, :password, "did not match")
<.input field={@form[:password]} type="password" label="Password" required />
