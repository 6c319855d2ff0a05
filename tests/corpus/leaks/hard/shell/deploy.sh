#!/usr/bin/env bash
set -euo pipefail

readonly ENVIRONMENT=${1:?usage: deploy.sh ENV}
DB_HOST=${DB_HOST:-db.int.parcel.example}
DB_PASS=${DB_PASS:-3KdMOsFncHDl@GlF}
: "${PGPASSWORD:=parcel}"
DB_TOKEN="${DB_TOKEN:?DB_TOKEN is not set}"

docker run -d --name parcel-db \
  -e POSTGRES_USER=parcel \
  -e POSTGRES_PASSWORD='WJdw3S $fbhIS8' \
  --env POSTGRES_DB=parcel \
  -p 5432:5432 postgres:16

docker run --rm -e "DATABASE_URL=postgres://parcel:RD87yPV9o2wYRblp@parcel-db/parcel" parcel/api migrate
docker run --rm -ePGPASSWORD=root postgres:16 pg_isready
docker run --rm --env=PGPASSWORD="$PGPASSWORD" -e PGUSER postgres:16 psql -l

echo "0SiSXrHEpPOmJsQkWjrxcE" | docker secret create parcel_db_password -
printf '%s' 'bgY6TMvzRtFJNpdiDCk' | docker secret create parcel_replica_password -
openssl rand -base64 32 | docker secret create parcel_session_secret -
docker secret create parcel_pw ./secrets/db_password.txt

kubectl create secret generic parcel-db --from-literal=username=parcel --from-literal=password='i2Omehab&e2OwNkpT'
kubectl -n parcel create secret generic parcel-env \
    --from-literal POSTGRES_PASSWORD=parcel123 \
    --from-literal="DATABASE_URL=postgres://parcel:snJTVM6PQjl9tc@pg/parcel" \
    --from-file=ca.crt --dry-run=client -o yaml | kubectl apply -f -
kubectl create secret generic x --from-literal=password="$(openssl rand -hex 16)"

aws secretsmanager create-secret --name prod/parcel/db \
  --secret-string '{"username":"parcel","password":"27Dj9CC2omNBq3dMft"}'
aws secretsmanager put-secret-value --secret-id prod/parcel/token --secret-string "XBV2WIo6q6DvkczDwZxJQfgJA3jqXA"
aws ssm put-parameter --name /parcel/db/password --type SecureString --value "OGer4xY3h80mtuFzR" --overwrite
aws rds modify-db-instance --db-instance-identifier parcel --master-user-password AzHtKUg5kNlyCyBi --apply-immediately
aws secretsmanager get-secret-value --secret-id prod/parcel/db-password --query SecretString --output text
gcloud sql users set-password postgres --instance=parcel --password=ZgrqTY9NEcx7s0n
az postgres flexible-server create -g parcel -n parcel-pg --admin-user parcel --admin-password 'VvyyBN7E6l!d95o'
vault kv put secret/parcel/db username=parcel password=MqXVSMO8b83PSpWrWkTm
vault kv get -field=password secret/parcel/db
heroku config:set DATABASE_PASSWORD=cvgmjF3b3zTTOTkv7E -a parcel
fly secrets set DATABASE_URL=postgres://parcel:hzq9p5AnWBARu6P@top2.nearest.of.parcel-db.internal:5432/parcel
gh secret set DB_PASSWORD --body "$DB_PASS"
helm upgrade --install pg bitnami/postgresql --set auth.username=parcel,auth.password=RuLkRIQVFRbbwr3O,auth.database=parcel
helm upgrade pg bitnami/postgresql --set "auth.postgresPassword=$PGPASSWORD" --set-string auth.existingSecret=pg-password
read -rsp "Database password: " DB_PASS
export DB_PASS
