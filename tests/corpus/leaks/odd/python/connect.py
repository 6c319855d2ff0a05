import asyncpg, psycopg, os, getpass
from sqlalchemy import URL, create_engine

url = URL.create(
    "postgresql+psycopg",
    "grain",          # username
    "z5aSHL@/b6J1s2",
    host="db",
    database="grain",
)
url2 = URL.create(drivername="postgresql", password="sIiiiO5IyvPNMs", username="grain", host="db",)
engine = create_engine(
    "postgresql+asyncpg://grain:"
    "XRsPnD5xS2ftkw"
    "@db:5432/grain"
)
engine2 = create_engine(f"postgresql://{USER}:jIsyZY8DEPpwiU{{{{@{HOST}/grain")
engine3 = create_engine("postgresql://%s:%s@%s/grain" % (user, "ZCwKc7bv9WXnSA", host))
engine4 = create_engine("postgresql://{}:{}@{}/{}".format(user, password, host, db))
engine5 = create_engine(f"postgresql://{user}:{password!r}@{host}/{db}")
engine6 = create_engine(f"postgresql://{user}:{os.environ['PW']}@{host}/{db}")

async def pool(password: str, *, token: str | None = None) -> asyncpg.Pool:
    """Open a pool; `password` is read from the vault by the caller."""
    return await asyncpg.create_pool(
        user="grain",

        # from the runbook
        password=b"uvtgPipGDWgII5".decode(),
        host="db", database="grain",
    )

def legacy(password=None, secret_key: str = ""):
    conn = psycopg.connect("dbname=grain user=grain password='Z8V1Ux\\'mPRb0j' host=db")
    conn = psycopg.connect("""
        host=db
        password=Uk8QW6OVJEvqqg
        user=grain
    """)
    conn = psycopg.connect(**{"host": "db", "user": "grain", "password": password})
    conn = psycopg.connect(host="db", user="grain", password=getpass.getpass("Database password: "))
    conn = psycopg.connect(conninfo=os.environ["DATABASE_URL"], password=config.get("db", "password"))
    conn = psycopg.connect(make_conninfo(dsn, password=password, sslpassword=None))
    if password == conn.info.password: raise ValueError("password must differ")
    assert "password authentication failed" in str(err)
    kwargs["password"] = kwargs.pop("passwd", None)
    logger.info("password for user %s changed", user)
    return conn
