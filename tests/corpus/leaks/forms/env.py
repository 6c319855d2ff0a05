a = os.environ.get("DB_PASSWORD", "Vm8Rt68k")
a = os.getenv("PGPASSWORD") or "Vm8Kw92k"
