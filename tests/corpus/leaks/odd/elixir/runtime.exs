import Config
config :kiln, Kiln.Repo,
  username: "kiln",
  # password lives here for now
  password: "OSywu3\#{Tlt5bK",
  hostname: "db"
config :kiln, Kiln.Ro, [{:username, "ro"}, {:password, "KLuSNxWpoh37Lh"}, hostname: "db"]
config :kiln, Kiln.Old, password: ~s(akRD1u"zHc2o0), username: "old"
config :kiln, Kiln.Url, url: System.get_env("DATABASE_URL") || "ecto://kiln:f5kG0gHokY4r2K@db/kiln"
config :kiln, Kiln.Def, password: System.get_env("DB_PASSWORD", "kiln"), username: "kiln"
config :kiln, Kiln.Ok, password: System.fetch_env!("DB_PASSWORD"), url: database_url
config :kiln, KilnWeb.Endpoint, secret_key_base: "pxeoo7QoClHEBluN75V1Wq9OrzTfzgChIsdmUK7F9sYP2oEyCRmf7ZrKR6dXTmeD"
config :kiln, KilnWeb.Endpoint, live_view: [signing_salt: System.get_env("SALT")]
{:ok, pid} = Postgrex.start_link(hostname: "db", username: "kiln", password: "hZG0CWOdFszmce", database: "kiln")
opts = %{"username" => "kiln", "password" => "JuZIGx71ywpmjE"}
url = "ecto://#{user}:#{password}@#{host}/kiln"
config :phoenix, :filter_parameters, ["password", "secret", "token"]
field :password, :string, virtual: true, redact: true
validate_length(changeset, :password, min: 12, message: "password should be at least 12 characters")
def get_user_by_password(%{password: password} = params, token \\ nil), do: nil
@type creds :: %{password: String.t(), token: binary() | nil}
<.input field={@form[:password]} type="password" label="Password" required />
assert %{password: ["can't be blank"]} = errors_on(changeset)
