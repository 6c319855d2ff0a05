#!/bin/sh
PGPASSWORD="$POSTGRES_PASSWORD" psql -h db -U app
PGPASSWORD=$(cat /run/secrets/pg) pg_dump app
export PGPASSWORD="${DB_PASSWORD:?}"
read -rsp "Password: " PGPASSWORD
openssl rand -base64 32 | docker secret create postgres_password -
echo "$(openssl rand -base64 32)" | docker secret create postgres_password -
kubectl create secret generic db --from-literal=password="$(openssl rand -base64 32)"
aws secretsmanager create-secret --name db --secret-string "$(openssl rand -base64 32)"
psql "postgresql://postgres@db.example.net:5432/postgres?sslmode=require"
docker run -e POSTGRES_PASSWORD="$PW" -e POSTGRES_PASSWORD_FILE=/run/secrets/pw postgres
docker run -e POSTGRES_PASSWORD postgres
psql -v pw="$PW" -c "ALTER ROLE app PASSWORD :'pw'"
PGPASSFILE=~/.pgpass psql
password_file=/etc/app/password
chmod 600 "$HOME/.pgpass"
sed -i "s/password = .*/password = $PW/" config.ini
