execute "ALTER USER app WITH PASSWORD 'Kw7Rm2Xt9p'"
execute <<~SQL
  INSERT INTO accounts (login, password) VALUES ('ops', 'Zn4Hq8Vb3c');
SQL
execute %q{CREATE USER app PASSWORD 'Jt5Wc9Lx2k'}
