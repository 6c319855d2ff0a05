cmd.CommandText = "INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')";
cmd.CommandText = @"CREATE USER app
    WITH PASSWORD 'Zn4Hq8Vb3c'";
cmd.CommandText = "ALTER ROLE app PASSWORD 'Jt5Wc9Lx2k'";
