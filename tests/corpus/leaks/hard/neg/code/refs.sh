#!/bin/bash
# Every value here comes from somewhere else.
PGPASSWORD=$PGPASSWORD_PROD psql -c 'select 1'
PGPASSWORD="${DB_PASSWORD}" pg_dump app
PGPASSWORD=$(vault kv get -field=password secret/app/db) psql app
PGPASSWORD=`cat /run/secrets/db` psql app
export PGPASSWORD="$1"
export PGPASSWORD=
export DB_PASSWORD="${2:-}"
DB_PASSWORD=${DB_PASSWORD:?DB_PASSWORD is required}
DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text | jq -r .password)"
DB_PASSWORD=$(kubectl get secret db -o jsonpath='{.data.password}' | base64 -d)
DB_PASSWORD=$(openssl rand -base64 24)
DB_PASSWORD="$(gcloud secrets versions access latest --secret=db-password)"
DB_PASSWORD=$(sed -n 's/^POSTGRES_PASSWORD=//p' .env)
read -s -p "Password: " password
echo "Password: $password" >/dev/null
echo "Please set DB_PASSWORD in your environment" >&2
echo "usage: $0 --user USER --password PASSWORD --host HOST"
while getopts "u:p:" opt; do case $opt in p) PASSWORD=$OPTARG ;; esac; done
[[ -n "${PASSWORD:-}" ]] || { echo "password missing"; exit 1; }
grep -q 'password=' "$conf" && sed -i "s/password=.*/password=$PASSWORD/" "$conf"
sed -i 's|@@PASSWORD@@|'"$PASSWORD"'|' conf.ini
docker run -e POSTGRES_PASSWORD -e PGPASSWORD="$PGPASSWORD" postgres
docker run -e POSTGRES_PASSWORD_FILE=/run/secrets/pw -v ./pw:/run/secrets/pw postgres
kubectl create secret generic db --from-literal=password="$DB_PASSWORD" --from-file=password=./pw.txt
psql "postgresql://app:${PGPASSWORD}@db/app" -v password="$NEW"
psql -c "ALTER ROLE app PASSWORD '${NEW_PASSWORD}'"
psql -c "ALTER ROLE app PASSWORD '$(pwgen 24 1)'"
createuser -P app
htpasswd -B -c /etc/nginx/.htpasswd app
curl -u "$API_USER:$API_PASSWORD" https://api.example/
ssh-keygen -t ed25519 -N "" -f key
PASSWORD_STORE_DIR=~/.password-store pass git pull
