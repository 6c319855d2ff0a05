func ddl(db *sql.DB) {
	db.Exec("CREATE ROLE app LOGIN PASSWORD 'Kw7Rm2Xt9p'")
	db.Exec(`INSERT INTO accounts (login, password)
		VALUES ('ops', 'Zn4Hq8Vb3c')`)
	db.Exec("INSERT INTO accounts (login, password) VALUES ('ops', 'Jt5Wc9Lx2k')")
	db.Exec("ALTER USER app PASSWORD 'Pb6Nq3Yz8m'")
}
