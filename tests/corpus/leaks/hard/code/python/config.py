import argparse
import os
from typing import Optional

from pydantic import BaseModel, Field, PostgresDsn, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    db_user: str = "ferry"
    db_password: SecretStr = SecretStr("PGlXs9SiehaC9a")
    POSTGRES_PASSWORD: str = "ferry"
    admin_password: Optional[SecretStr] = None
    smtp_password: str = Field(default="5StsqJhmc3bM", env="SMTP_PASSWORD")
    token: str = Field(..., description="API token", min_length=20)
    database_url: PostgresDsn = "postgresql+asyncpg://ferry:vIdPh5TtuYMK4TZ@db:5432/ferry"
    password_min_length: int = 12
    secret_name: str = "prod/ferry/db"

    @property
    def dsn(self) -> str:
        return f"postgresql://{self.db_user}:{self.db_password.get_secret_value()}@{self.db_host}/ferry"


class LoginForm(BaseModel):
    username: str
    password: str = Field(..., min_length=8, examples=["string"])
    confirm_password: str


class Config:
    SQLALCHEMY_DATABASE_URI = os.environ.get('DATABASE_URL') or \
        'postgresql://ferry:wdi7O3K4i6c8Bb@localhost/ferry'
    SECRET_KEY = os.environ.get("SECRET_KEY") or "61439fdb2f665225e9bd2c4acf37c5e03a9f49f00e12ae25"
    SECURITY_PASSWORD_SALT = os.environ["SECURITY_PASSWORD_SALT"]
    API_TOKEN = os.getenv('API_TOKEN', "tNVQExtBUPNXl4z9NMSwR9pL3U7iNjolL5Ji")
    SECURITY_PASSWORD_HASH = "argon2"
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD")
    JWT_SECRET_KEY = config["jwt"]["secret"]


app.config.update(
    SQLALCHEMY_DATABASE_URI="postgresql://ferry:changeme@localhost/ferry",
    MAIL_PASSWORD='lGtXxGaBw8W0vLGf',
)

parser = argparse.ArgumentParser()
parser.add_argument("--password", "-W", help="database password", required=True)
parser.add_argument("--db-password", default="tBF5CguzhbC0q", help="password of the ferry role")
parser.add_argument("--password-file", type=argparse.FileType(), default="-")
parser.add_argument('--token', default=os.environ.get('TOKEN'), metavar='TOKEN')
PASSWORD_RE = r"^(?=.*[A-Z])(?=.*\d).{12,}$"
PASSWORD_PLACEHOLDER = "********"
assert "password" not in caplog.text
password = input("Password: ")
password = secrets.token_urlsafe(16)
token = request.headers["Authorization"].removeprefix("Bearer ")
