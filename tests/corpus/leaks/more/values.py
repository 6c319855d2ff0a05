parser.add_argument("--db-password", default="Rm8Xz4Jw6k", help="of the database")
os.environ.update(PGPASSWORD="Tz5Vn9Kx3q")
subprocess.run(["pg_dump", "app"], env={"PGPASSWORD": "Lc8Jr4Wt7m"})
Config.DB_PASS = 'Qx3Mk9Zv6n'
def connect(host="db", user="app", password="Xn7Rt5Lw8j"):
    pass
dsn = """
    host=db
    user=app
    password=Kw4Vz9Jq6c
"""
DB = {"host": "db", "user": "app", "passwd": "Hv7Xt5Rm3k"}
DSN = ("host=db user=app "
       "password=Jz9Nq6Lx4w dbname=app")
URI = "postgresql://%s:%s@%s" % ("app", "Vk3Xw8Tz7n", "db")
USER, PASSWORD = "app", "Rt9Lm6Jx5q"
engine = create_engine("postgresql://app:" + quote_plus("Xq9Jr6Wz3m") + "@db/app")
password = os.environ.get("DB_PASSWORD") or "Ln9Rz5Xw4c"
credentials = pika.PlainCredentials("guest", "guest")
es = Elasticsearch(http_auth=("elastic", "changeme"))
POSTGRES = dict(user="app", pw="Kc7Jw3Tv9z", db="app")
password = b"Rx4Zm8Nk6q"
password = r'Vw9Tq5Jx7n'
password = u"Lz4Kr8Xm6c"
db_password: Final[str] = "Jt9Wv5Qn7k"
self.password = "Nx3Rz8Vt6w"
self._db_pwd = 'Tk9Lx5Wq4m'
PG_PASS = 'Xv6Kz8Rt3q'
