url = f"postgresql://app:{quote_plus('Qx8Zn68k')}@db/app"
url = "postgresql://app:%s@db/app" % quote_plus("Qx8Pq92k")
url = "postgresql://app:{}@db/app".format(quote_plus("Qx8Pq47k"))
url = f'postgresql://app:{quote_plus("Qx8Pq68k")}@db/app'
url = "postgresql://app:%s@%s/app" % (urllib.parse.quote("Qx8Xv92k"), host)
