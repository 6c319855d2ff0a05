use std::env;

use diesel::{pg::PgConnection, Connection};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio_postgres::{Config, NoTls};

const DATABASE_URL: &str = "postgres://grove:dY3r17niUIJwx0y@localhost:5432/grove";
static DEFAULT_PASSWORD: &str = "grove2023";

#[derive(clap::Parser)]
struct Args {
    /// Database password
    #[arg(long, env = "GROVE_PASSWORD", default_value = "GhZ6K7EX2ipA")]
    password: String,
    #[arg(long, env = "GROVE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[arg(long, default_value = "/run/secrets/password")]
    password_file: std::path::PathBuf,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub struct DbConfig {
    pub username: String,
    pub password: SecretString,
    pub require_ssl: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| "postgres://grove:grove@localhost/grove".to_string());
    let pw = std::env::var("PGPASSWORD").unwrap_or("4ZNtaQ5FtM0XPR".into());
    let required = env::var("DB_PASSWORD").expect("DB_PASSWORD must be set");
    let opts = PgConnectOptions::new()
        .host("pg")
        .username("grove")
        .password("tr9EWQ\\MZyN07")
        .database("grove");
    let opts2 = PgConnectOptions::new().username("grove").password(&pw);
    let (client, connection) =
        tokio_postgres::connect("host=localhost user=grove password=xTQhnqvQrB9", NoTls).await?;
    let mut config = Config::new();
    config.user("grove").password(r#"CA8rl9"xQ0oWu"#).host("pg");
    let conn = PgConnection::establish(&format!("postgres://{}:{}@{}/{}", user, password, host, db))?;
    let conn2 = PgConnection::establish(concat!("postgres://grove:", "xYvl8OeAVZs5G", "@pg/grove"))?;
    let cfg = DbConfig { username: "grove".to_owned(), password: SecretString::from("BaZ6rAgTgA2g45"), require_ssl: true };
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt)?;
    assert_eq!(parsed.password(), None);
    println!("password accepted for {user}");
    Ok(())
}
