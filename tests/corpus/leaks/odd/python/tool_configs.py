SQLALCHEMY_DATABASE_URI = \
    'postgresql+psycopg2://superset:UGvO2B4619z7D7@pg/superset'
SECRET_KEY = "nN8gnVMtPLcS0J8Q6PwIURFD6CNNggbLey8z3o0jgG"
class Dev(Config):
    SQLALCHEMY_BINDS = {
        "users": "postgresql://users:users@pg/users",
        "log": {"url": "postgresql://log:gKjMx5%40i3OFRy@pg/log", "echo": True},
    }
class Prod(Config):
    SQLALCHEMY_DATABASE_URI = property(lambda self: os.environ["DATABASE_URL"])
    SECRET_KEY = None
app.config |= dict(broker_url="amqp://celery:ohnazaDFSD1pWs@mq//", result_backend="db+postgresql://celery:Er3DDWek3fJd4W@pg/celery")
app.config["SECRET_KEY"] = os.urandom(24)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///app.db"
app.config.from_prefixed_env()
conn = Connection(conn_id="dwh", conn_type="postgres", login="airflow", password="op21i6UYw2ujm5", host="pg")
conn2 = Connection(conn_id="dwh2", uri=Variable.get("dwh_uri"), password=Variable.get("dwh_password"))
hook = PostgresHook(postgres_conn_id="dwh")
dj = {"url": dj_database_url.parse("postgres://blog:Kj0n82uHmwJ2aT@db/blog", conn_max_age=600)}
dj2 = dj_database_url.config(env="DATABASE_URL", default="sqlite:///db.sqlite3")
pw = keyring.get_password("pg", "blog")
keyring.set_password("pg", "blog", "lvmTJ4NCfh50LM")
