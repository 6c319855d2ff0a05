stmt.execute("INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')")
stmt.execute("""CREATE USER app PASSWORD 'Zn4Hq8Vb3c'""")
