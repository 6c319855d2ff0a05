"""Every way we read secrets; none of them is a literal."""
import os

password = os.environ["DB_PASSWORD"]
password = os.environ.get("DB_PASSWORD")
password = os.getenv("DB_PASSWORD", "")
password = os.environ.get("DB_PASSWORD", None)
password = environ["PGPASSWORD"].strip()
password = config.get("database", "password")
password = config["database"]["password"]
password = settings.DB_PASSWORD
password = getpass("Password: ")
password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
password = keyring.get_password("dsn", "app")
password = Path("/run/secrets/db_password").read_text().strip()
password = secrets.token_hex(16)
password = base64.b64decode(encoded_password).decode()
password = client.get_secret_value(SecretId="prod/app/db-password")["SecretString"]
password = client.access_secret_version(name="projects/1/secrets/db-password/versions/latest").payload.data.decode()
password = vault.secrets.kv.v2.read_secret_version(path="app/db")["data"]["data"]["password"]
password = ssm.get_parameter(Name="/prod/app/db_password", WithDecryption=True)["Parameter"]["Value"]
password = fernet.decrypt(encrypted_password)
password = kwargs.pop("password", None)
password = self.password_input.text()
password = None
password: str | None = None
password: SecretStr
password: Annotated[str, Field(min_length=12)]
db_password = db_password or generate_password(length=24)
token = request.headers.get("X-Auth-Token")
token = jwt.encode({"sub": user.id}, settings.SECRET_KEY, algorithm="HS256")
token_type = "bearer"
password_field = "password"
PASSWORD_ENV = "DB_PASSWORD"
SECRET_NAME = "prod/app/db-password"
SECRET_PATH = "secret/data/app/postgres"
PASSWORD_HASH_ALGORITHM = "pbkdf2:sha256"
password_hash = generate_password_hash(password, method="scrypt")
conn = connect(user=user, password=password, host=host)
conn = connect(user=cfg.user, password=cfg.password, host=cfg.host)
conn = connect(**params, password=params["password"])
dsn = f"postgresql://{user}:{password}@{host}:{port}/{db}"
dsn = "postgresql://%s:%s@%s/%s" % (user, password, host, db)
dsn = "postgresql://{user}:{password}@{host}/{db}".format(**params)
dsn = "postgresql://" + user + ":" + password + "@" + host
dsn = "host={} user={} password={}".format(host, user, password)
cur.execute("ALTER ROLE app PASSWORD %s", (password,))
cur.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(u), sql.Literal(password)))
logger.info("password for user %s was changed", user)
raise ValueError("password=%r is not allowed" % "***")
parser.add_argument("-p", "--password", help="password (default: $PGPASSWORD)", metavar="PASSWORD")
@click.option("--password", envvar="PGPASSWORD", prompt=True, hide_input=True, help="Database password.")
@click.option("--token", default=lambda: os.environ.get("TOKEN", ""), show_default="$TOKEN")
def login(username: str, password: str, token: str = "", *, secret: Optional[str] = None) -> None: ...
