travis env set DB_PASSWORD "$PW"
cf set-env app DB_PASSWORD $PW
printf 'DB_USER=%s\nDB_PASSWORD=%s\n' app "$PW" >> .env
