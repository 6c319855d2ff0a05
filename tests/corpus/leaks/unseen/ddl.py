cur.execute("CREATE USER app WITH PASSWORD 'Kw7Rm2Xt9p'")
cur.execute("ALTER ROLE app ENCRYPTED PASSWORD 'Zn4Hq8Vb3c' VALID UNTIL 'infinity'")
cur.execute("""
    INSERT INTO users (name, password) VALUES ('app', 'Jt5Wc9Lx2k')
""")
cur.execute("INSERT INTO accounts (login, password, email) VALUES ('ops', 'Pb6Nq3Yz8m', 'ops@corp.net')")
cur.execute('INSERT INTO accounts (login, passwd) VALUES (\'ops\', \'Xd2Kf7Gs4v\')')
