from sqlalchemy import create_engine
from sqlalchemy.engine import URL

url = URL.create(
    "postgresql+psycopg2",
    username="billing",
    password="n8Zt4Lq6Wd",
    host="db.billing.internal",
    database="billing",
)
engine = create_engine("postgresql+asyncpg://billing:s5Gk9Rx2Vm@db.billing.internal:5432/billing")
other = create_engine(
    "postgresql+psycopg2://billing:"
    "Fw7Ym3Qc8T"
    "@db.billing.internal/billing"
)
third = create_engine("postgresql://{}:{}@{}/{}".format("billing", "d3Np7Xs5Kz", "db.billing.internal", "billing"))
app.config["SQLALCHEMY_DATABASE_URI"] = f"postgresql://{user}:B6tJ2qLw9h@{host}/billing"
