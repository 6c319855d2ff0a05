use secrecy::{ExposeSecret, SecretString};

pub const PASSWORD_ENV: &str = "DB_PASSWORD";
const PASSWORD_PROMPT: &str = "Password: ";
static SECRET_PATH: &str = "/run/secrets/db_password";

pub struct Login<'a> { pub username: &'a str, pub password: &'a str, pub token: Option<String> }

#[derive(Parser)]
pub struct Opts {
    /// Password of the database user
    #[arg(short = 'W', long, env = "PGPASSWORD", hide_env_values = true)]
    pub password: Option<SecretString>,
    #[arg(long, value_name = "TOKEN", help = "access token")]
    pub token: Option<String>,
}

fn run(cfg: &Config) -> Result<()> {
    let password = std::env::var("DB_PASSWORD")?;
    let password = env!("BUILD_PASSWORD_FILE");
    let password = rpassword::prompt_password("Password: ")?;
    let password = cfg.password.expose_secret();
    let password: String = thread_rng().sample_iter(&Alphanumeric).take(24).map(char::from).collect();
    let url = format!("postgres://{}:{}@{}/{}", cfg.user, cfg.password.expose_secret(), cfg.host, cfg.db);
    let url = format!("postgres://{user}:{password}@{host}/{db}");
    let opts = PgConnectOptions::new().username(&cfg.user).password(cfg.password.expose_secret());
    sqlx::query!("UPDATE users SET password_hash = $1 WHERE id = $2", hash, id).execute(&pool).await?;
    anyhow::ensure!(!password.is_empty(), "password must not be empty");
    match field { "password" => mask(), "token" | "secret" => mask(), _ => {} }
    tracing::info!(password = "<redacted>", user = %cfg.user, "connecting");
    Err(anyhow!("password authentication failed for user {user:?}"))
}
