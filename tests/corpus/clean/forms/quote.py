url = f"postgresql://app:{quote_plus(pw)}@db/app"
url = "postgresql://app:%s@db/app" % quote_plus(pw)
