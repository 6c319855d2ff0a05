client.execute("INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')", &[])?;
sqlx::query(r#"CREATE USER app WITH PASSWORD 'Zn4Hq8Vb3c'"#);
sqlx::query("ALTER ROLE app PASSWORD 'Jt5Wc9Lx2k'");
