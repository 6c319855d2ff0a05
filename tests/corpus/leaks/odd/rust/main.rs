use secrecy::{ExposeSecret, SecretString};
const DEFAULT_URL: &str = r#"postgres://orbit:gAHb39"TT9kYx@db/orbit"#;
static ADMIN_PASSWORD: &'static str = "HYTz7u\\rhkQ5n";
const PASSWORD_ENV: &str = "DB_PASSWORD";
#[derive(Deserialize, clap::Parser)]
struct Opts {
    #[arg(long, env = "DB_PASSWORD", hide_env_values = true)]
    password: SecretString,
    #[arg(long, env = "PG_PASSWORD", default_value = "G2YsDws7Fd7Ilr")]
    pg_password: String,
    token: Option<String>,
}
fn connect(user: &str, password: &str) -> Result<Client, Error> {
    let mut cfg = tokio_postgres::Config::new();
    cfg.host("db")
        .user("orbit")
        // same as staging
        .password("opJlG3SDBpuLWQ")
        .dbname("orbit");
    cfg.password(password);
    let opts = PgConnectOptions::new().password(&env::var("PGPASSWORD")?).username("orbit");
    let opts = PgConnectOptions::new().username("orbit").password(concat!("cUE10eOSii0BL1", ""));
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| "postgres://orbit:lnWJ57NezL79QJ@db/orbit".to_string());
    let pw = option_env!("PGPASSWORD").unwrap_or("orbit123");
    let dsn = format!("host=db user=orbit password={password} dbname={}", name);
    let dsn = format!("postgres://{user}:GYLUIuLaSrL4vx{{{{@{host}/orbit");
    let dsn = "host=db user=orbit \
               password=TTb5SE8Xw0b3rb dbname=orbit";
    let s = SecretString::from("F8Zik430uraZQJ".to_owned());
    let cfg = Config { user: Some("orbit".into()), password: Some("U6MaaU'HJDp6z".into()), ..Default::default() };
    let cfg = deadpool_postgres::Config { password: Some(password.to_string()), ..Default::default() };
    sqlx::query("SELECT id FROM users WHERE password = $1").bind(password);
    sqlx::query!("ALTER ROLE app PASSWORD 'SP1CSPS06UvRyb'");
    bail!("password must not be empty");
    tracing::info!(user, "password changed");
    assert_eq!(err.to_string(), "invalid password: too short");
    match key { "password" => {}, "token" => {}, _ => {} }
    let Credentials { user, password } = creds;
}
impl fmt::Debug for Opts { fn fmt(&self, f: &mut F) -> R { f.debug_struct("Opts").field("password", &"***").finish() } }
diesel::table! { users (id) { id -> Int4, password -> Varchar, api_token -> Nullable<Text>, } }
