psql -c "INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')"
psql -c "ALTER ROLE app PASSWORD 'Zn4Hq8Vb3c'"
echo "CREATE USER app PASSWORD 'Jt5Wc9Lx2k'" | psql
