const DATABASE_URL: &str = "postgres://sqlx:Kv8Lt4Zn6r@db/sqlx";

async fn connect() -> Result<(), Error> {
    let pool = PgPoolOptions::new().connect("postgresql://sqlx:Xq3Bw7Jm9c@db/sqlx").await?;
    let options = PgConnectOptions::new().host("db").username("sqlx").password("Tn5Vk8Hx2z").database("sqlx");
    let (client, _) = tokio_postgres::connect("host=db user=tokio password=Rz4Yq7Wd9m", NoTls).await?;
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "postgres://diesel:Jc6Xv3Ls8k@db/diesel".to_string());
    let fallback = env::var("DB_PASSWORD").unwrap_or("Gt9Mn4Qw7x".into());
    let mut config = tokio_postgres::Config::new();
    config.host("db").user("tokio").password("Bk7Zr3Tv9h");
    let raw = r#"postgres://raw:Pw5Lx8Nj4c@db/raw"#;
    Ok(())
}
