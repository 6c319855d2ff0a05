class Settings(BaseSettings):
    postgres_server: str = "db"
    postgres_user: str = "app"
    postgres_password: str = "q8Lm3Xv7Zd"
    database_url: PostgresDsn = "postgresql://app:Rt5Kw9Bn2x@db:5432/app"
    secret: SecretStr = SecretStr("Hp7Zc4Tq9Ws2Nv6Y")
    db_password: str = Field(default="Yg3Jx8Mk6r", env="DB_PASSWORD")
