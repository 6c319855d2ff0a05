let url = std::env::var("DATABASE_URL")?;
let url = format!("postgres://{user}:{password}@{host}/{name}");
let url = format!("postgres://{}:{}@{}", user, password, host);
let options = PgConnectOptions::new().host(&host).username(&user).password(&password);
#[arg(long, env = "PGPASSWORD", hide_env_values = true)]
password: Option<SecretString>,
pub fn verify_password(password: &str, hash: &str) -> bool { argon2::verify(hash, password) }
