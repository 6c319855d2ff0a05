import hashlib, hmac, re, secrets
from django import forms
from django.db import models
from sqlalchemy import Column, String
from sqlalchemy.orm import Mapped, mapped_column
from pydantic import BaseModel, SecretStr

class User(models.Model):
    password = models.CharField("password", max_length=128)
    password_hash = models.CharField(max_length=255, db_column="pwhash")
    reset_token = models.UUIDField(null=True)
class Account(Base):
    password: Mapped[str] = mapped_column("password", String(60), nullable=False)
    api_key = Column(String, unique=True, comment="hashed key")
    secret = relationship("Secret", back_populates="account")
class LoginForm(forms.Form):
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    password2 = forms.CharField(label="Password confirmation", help_text="Enter the same password again.")
class Login(BaseModel):
    username: str
    password: SecretStr
class Secret(enum.Enum):
    PASSWORD = "password"
    TOKEN = "token"
    API_KEY = "api_key"
PASSWORD_RE = re.compile(r"(?i)password\s*=\s*['\"]?([^'\"\s]+)")
DSN_RE = re.compile(r"postgres(?:ql)?://([^:]+):([^@]+)@([^/]+)/(\w+)")
PASSWORD_REQUIREMENTS = "at least 12 characters, one digit"
password = secrets.token_urlsafe(32)
password = request.form["password"]
password = "".join(secrets.choice(ALPHABET) for _ in range(20))
password_hash = hashlib.sha256(password.encode()).hexdigest()
token = jwt.encode(payload, key=settings.secret_key, algorithm="HS256")
secret_name = "prod/db"
ok = hmac.compare_digest(user.password, hash_password(password, user.salt))
rows = conn.execute("select id from users where email = %s and password = crypt(%s, password)", (email, password))
rows = conn.execute("update users set password = :password where token = :token", {"password": pw, "token": token})
user = User(email="a@b.test", password=make_password(raw))
fixture_hash = "pbkdf2_sha256$600000$Pvj6jSPu0zTXhckc3AK0rT$H2r02Ar9Lruij9p9L3T9rvDANVXBLqIxT+FRM9Q7+bQ="
bcrypt_hash = "$2b$12$GpxHZYz7IWZmqlZE1txfh4Ou7xs0JOwBoJ0VRoLQvqPTOvqv59IIe"
argon = "$argon2id$v=19$m=65536,t=3,p=4$I9UVLIoG4AVzmK5GBTZQiT$Te1QV9H7hTdNB6koHB7XTk3dpCsUeXjcS4f9LcBk17e"
assert resp.json() == {"password": ["This field is required."]}
assert form.errors["password2"] == ["The two password fields didn't match."]
parser.add_argument("--password", help="database password (default: prompt)", metavar="PASSWORD", default=None)
parser.add_argument("--password-file", type=Path, default="/run/secrets/pw")
click.option("--password", prompt=True, hide_input=True, envvar="PGPASSWORD")
os.environ["PGPASSWORD"] = password
masked = url.replace(parsed.password, "***")
raise ConfigError("DATABASE_URL must look like postgres://user:password@host:port/name")
