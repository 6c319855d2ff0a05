import asyncpg
import psycopg
import psycopg2

one = psycopg2.connect(host="db.example.net", dbname="stock", user="stock", password="Kz9vRb3Mt7q")
two = psycopg.connect("host=db.example.net dbname=stock user=stock password=Wm4Xc8Ld2y")
three = psycopg.connect("dbname=stock user=stock password='it\\'s a 9Kx pass'")
four = psycopg2.connect(
    database="stock",
    user="stock",
    password="stock",
    host="127.0.0.1",
    port=5432,
)


async def main():
    pool = await asyncpg.create_pool(user="stock", password="Tq5nHs8Zr3", database="stock", host="db")
    conn = await asyncpg.connect(dsn="postgresql://stock:Vd6Gx2Pw9k@db/stock")
    return pool, conn


conn_str = "host='db' port='5432' user='stock' password='r7Bn4Yk9Jm' dbname='stock'"
params = {"host": "db", "user": "stock", "password": "L3wQz8Tc5f", "dbname": "stock"}
os.environ["PGPASSWORD"] = "c9Vx4Mh7Rk"
os.environ.setdefault("POSTGRES_PASSWORD", "postgres")
