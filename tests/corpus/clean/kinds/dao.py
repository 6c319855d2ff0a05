cur.execute("ALTER USER app PASSWORD '" + pw + "'")
cur.execute("ALTER USER app PASSWORD '%s'" % pw)
cur.execute(f"ALTER USER {u} PASSWORD '{pw}'")
q = "select * from u where password = '" + request.form["password"] + "'"
q = "... password = '" + pw + "'"
q = "password='" + hash(pw) + "' and x='" + y + "'"
dsn = "postgresql://" + user + ":" + quote(pw) + "@" + host
dsn = "host=%s user=%s password=%s" % (h, u, p)
dsn = "host=h password='" + pw + "' port=5432"
