a = os.getenv("DB_HOST", "db-1.internal.acme")
