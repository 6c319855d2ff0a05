execute "CREATE USER app WITH PASSWORD 'Kw7Rm2Xt9p'"
Repo.query!("INSERT INTO accounts (login, password) VALUES ('ops', 'Zn4Hq8Vb3c')")
