#!/bin/sh
# Everything secret comes from elsewhere.
. /etc/default/app
PGPASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)
PGPASSWORD="$(jq -r .password < "$creds")"; export PGPASSWORD
DB_PASS=${DB_PASS-}
DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:${PGPORT:-5432}/$PGDATABASE"
DATABASE_URL=postgres://user:password@host:5432/dbname
DATABASE_URL="postgresql://<user>:<password>@<host>/<db>"
DATABASE_URL='postgres://USER:PASSWORD@HOST:PORT/NAME'
SECRET_KEY=$(head -c 32 /dev/urandom | base64)
PASSWORD_STORE_DIR=$HOME/.password-store
SSH_AUTH_SOCK=/run/user/1000/ssh-agent.sock
GPG_KEY_ID=0x1bfc0ef78b0a747b
TOKEN=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)
KEY_FILE=/etc/ssl/private/server.key
password_length=24
PASSWORD_CHARS='A-Za-z0-9_.~-'
tr -dc "$PASSWORD_CHARS" < /dev/urandom | head -c "$password_length"
stty -echo; printf 'Password: '; read -r password; stty echo
for key in user password host; do printf '%s=' "$key"; done
sed -i "s|@DB_PASSWORD@|$DB_PASSWORD|" config.ini
sed -e 's/password=.*/password=***/' log.txt
test -z "$PGPASSWORD" && PGPASSWORD=$2
sha256sum -c <<< "ad17080b9f627039d743118526f07b02adcdf1544308883b3570a307c66fe0f8  app.tar.gz"
