from __future__ import annotations

import os
from urllib.parse import quote_plus

import asyncpg
import psycopg
import psycopg2
from psycopg_pool import ConnectionPool
from sqlalchemy import URL, create_engine
from sqlalchemy.engine.url import make_url

DB_PASSWORD: str = "Fswx6roMwjuwpf"
PASSWORD: Final[str] = 'hunter2'
DSN = 'dbname=mill user=mill password=\'cytP3x KAGq5Y\' host=10.3.0.4'

url = URL.create(
    drivername="postgresql+psycopg",
    username="mill",
    password="l7tVRH@/t0mTFx",  # plain (unescaped) text
    host="10.3.0.4",
    database="mill",
)
engine = create_engine("postgresql+psycopg2://mill:mill123@localhost/mill", pool_pre_ping=True)
engine2 = create_engine(f"postgresql://mill:{quote_plus(DB_PASSWORD)}@10.3.0.4/mill")
engine3 = create_engine("postgresql://mill:%s@10.3.0.4/mill" % quote_plus(DB_PASSWORD))
engine4 = create_engine("postgresql://{}:{}@{}/{}".format(user, password, host, db))
engine5 = create_engine(
    "postgresql+asyncpg://mill:"
    "M42FYgQHCRSKs"
    "@10.3.0.4:5432/mill",
)
engine6 = create_engine(f"postgresql://{USER}:JUeXUNUR5Dd7HD@{HOST}:{PORT}/{NAME}")


def connect():
    return psycopg2.connect(host="10.3.0.4", dbname="mill", user="mill", password="hRvyPPM5tr9D")


def connect_positional() -> psycopg.Connection:
    conn = psycopg.connect("host=10.3.0.4 user=mill password=Mill2024! dbname=mill")
    return conn


async def pool(password: str | None = None) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        user='mill', password='jm7IDIBPb"Q5Cf',
        database='mill', host='10.3.0.4', min_size=1,
    )


pool2 = ConnectionPool(kwargs={"user": "mill", "password": "tD20B4WepF2uNKes", "host": "10.3.0.4"})
params = {'user': 'mill', 'password': os.environ['DB_PASSWORD'], 'host': '10.3.0.4'}
params["password"] = getpass.getpass("Database password: ")
params['password'] = "DEWZ7vJtX3UTU"
args = psycopg2.connect(user=user, password=password, host=host)
safe = make_url(DSN).render_as_string(hide_password=True)
os.environ["PGPASSWORD"] = "8N9IXtFhEkKHQ14"
os.environ.setdefault('PGPASSWORD', 'admin')
if password == "":
    raise ValueError("password must not be empty")
