await client.query("INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')");
await client.query(`CREATE USER app WITH PASSWORD 'Zn4Hq8Vb3c'`);
await client.query('ALTER ROLE app PASSWORD \'Jt5Wc9Lx2k\'');
