travis env set DB_PASSWORD Wj3vrB9Bg5
cf set-env app DB_PASSWORD Rp2pqW3pq8
netlify env:set DB_PASSWORD 'Xx8zjV2HD9'
launchctl setenv PGPASSWORD Mv7zDT7nG9
printf 'DB_PASSWORD=%s\n' 'Xj7djj6DG9' >> .env
printf 'DB_USER=%s\nDB_PASSWORD=%s\n' app 'Dn9MRv4pw4' >> .env
