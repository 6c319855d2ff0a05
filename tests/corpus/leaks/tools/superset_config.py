SECRET_KEY = "Wq8Lz4Xv7nTk3Rm9"
SQLALCHEMY_DATABASE_URI = "postgresql://superset:Nj6Vt8Kc3x@db:5432/superset"
