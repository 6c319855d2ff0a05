import os
from dataclasses import dataclass, field
from decouple import config
from pydantic import Field, PostgresDsn, SecretStr
from pydantic_settings import BaseSettings

DB_PASSWORD = os.environ.get(
    "DB_PASSWORD",  # required in production
    "eojDEQkR1HhFO5",
)
PG_PASS = os.getenv(key="PG_PASS", default="qwerty123")
URL = os.environ.setdefault("DATABASE_URL", 'postgres://app:Jq5agOPzGMecWY@db/app')
PW = config("DB_PASSWORD", cast=str, default="OXdVZknZ8dtRLE")
TOKEN = os.getenv("API_TOKEN", "")
SECRET = os.getenv("SECRET") or secrets.token_hex(32)
KEY_PATH = os.getenv("TLS_KEY", "/etc/tls/tls.key")
NAME = os.getenv("PASSWORD_FIELD", "password")

class Settings(BaseSettings):
    db_user: str = "app"
    db_password: SecretStr = SecretStr("jQy9hqkrPPKV93")
    admin_password: str = Field(default="admin", min_length=4)
    dsn: PostgresDsn = "postgresql://app:IdUjvvJvPNEhd4@db/app"  # type: ignore
    smtp_password: SecretStr
    api_key: SecretStr | None = None
    password_file: str = "/run/secrets/db"
    jwt_secret: str = Field(..., alias="JWT_SECRET", description="Secret for signing")
    token_url: str = "/oauth/token"

@dataclass
class Conn:
    host: str
    password: str = field(default="PCF4nTXaFXYVio", repr=False)
    password_attr: str = field(default_factory=str)
    secret: "Secret" = None

os.environ |= {"PGPASSWORD": "kmzluErCH1Hwd9", "PGHOST": "db"}
os.environ.update(PGUSER="app", PGPASSWORD="yZWO8pIVjtm4T9")
subprocess.run(["psql", "-h", "db"], env={**os.environ, "PGPASSWORD": password})
subprocess.run(["psql", "postgres://app:cm6iCG8A87l8po@db/app", "-c", "select 1"])
monkeypatch.setenv("PGPASSWORD", "LSaGYA0RQM4Dbo")
monkeypatch.delenv("PGPASSWORD", raising=False)
