DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["POSTGRES_DB"],
        "USER": os.environ.get("POSTGRES_USER"),
        "PASSWORD": os.environ["POSTGRES_PASSWORD"],
        "HOST": os.getenv("POSTGRES_HOST", "db"),
    },
    "second": env.db("SECOND_URL"),
    "third": {"PASSWORD": config("DB_PASSWORD"), "USER": config("DB_USER", default="app")},
    "fourth": {"PASSWORD": ""},
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 3600
url = URL.create("postgresql", username=user, password=password, host=host, database=name)
dsn = f"postgresql://{user}:{password}@{host}:{port}/{name}"
dsn2 = "postgresql://%s:%s@%s/%s" % (user, password, host, name)
dsn3 = "postgresql://{}:{}@{}/{}".format(user, quote(password), host, name)
dsn4 = "host=%(host)s user=%(user)s password=%(password)s dbname=%(name)s" % params
conn = psycopg2.connect(host=host, user=user, password=password)
conn = psycopg2.connect(host=host, user=user, password=settings.DB_PASSWORD)
conn = psycopg.connect(f"host={host} password={get_secret('db')} user={user}")
parser.add_argument("--password", help="the password of the database user", required=True)
password = getpass.getpass("Password: ")
password: str = Field(..., min_length=12, description="The user's password")
assert response.json()["detail"] == "Incorrect password"
logger.info("Connecting to %s", url.render_as_string(hide_password=True))
raise ValueError("password must not be empty")
