docker run -d --name pg \
  -e POSTGRES_USER=tickets \
  -e 'POSTGRES_PASSWORD=uHa2WV"Ms9b9r' \
  --env=POSTGRES_DB=tickets \
  --env "PGPASSWORD=qYpc9rRRuaPoyW" \
  -p 5432:5432 postgres:16
podman run --rm -ePOSTGRES_PASSWORD=secret -ePOSTGRES_USER=app postgres:16-alpine
docker run --rm -e POSTGRES_PASSWORD -e PGPASSWORD="$PGPASSWORD" postgres:16
docker run --rm --env-file ./db.env -e POSTGRES_PASSWORD_FILE=/run/secrets/pw postgres:16
docker exec -e PGPASSWORD=$(pass pg) pg psql -U tickets
docker login -u bot --password-stdin ghcr.io < token.txt
docker exec pg psql -U postgres -c "ALTER USER tickets WITH ENCRYPTED PASSWORD 'bRfEtMi0vdSzXi'"
docker exec pg psql -U postgres -c "ALTER USER tickets WITH PASSWORD '$NEW_PASSWORD'"
helm upgrade --install pg bitnami/postgresql --set auth.password=Jh9DlfSoKoq9o1,auth.username=tickets
helm upgrade pg bitnami/postgresql --set-string 'global.postgresql.auth.postgresPassword=FhfX4r\,T5EieC'
helm upgrade pg bitnami/postgresql --set auth.existingSecret=pg-auth --set auth.secretKeys.userPasswordKey=password
helm upgrade pg ./chart --set db.password="$DB_PASSWORD" --set-file tls.key=./tls.key
aws rds modify-db-instance --db-instance-identifier tickets --master-user-password 'jR5ruY?N7TsCe' --apply-immediately
aws rds modify-db-instance --db-instance-identifier tickets --manage-master-user-password
aws secretsmanager create-secret --name tickets/db \
  --secret-string '{"username":"tickets","password":"IbXfQh6mO5RYgi"}'
aws secretsmanager put-secret-value --secret-id tickets/db --secret-string "$(cat secret.json)"
gcloud sql users set-password postgres --instance=tickets --password=UagjaUsjF0xGWJ
gcloud sql users set-password postgres --instance=tickets --prompt-for-password
az postgres flexible-server create -g rg -n tickets -u pgadm -p 'JitMBaB2DE5SLl'
az postgres flexible-server create -g rg -n tickets --admin-password "$ADMIN_PASSWORD"
heroku config:set DATABASE_URL=postgres://u1:270f3e64e93a5e97fcb5ec3295cdc6a541d9b0d4@ec2-1-2-3-4.compute-1.amazonaws.com:5432/d1
fly secrets set PGPASSWORD=igZaIgtav1wrnr LOG_LEVEL=info
fly secrets set DB_PASSWORD="$(pwgen 24 1)"
wrangler secret put DATABASE_URL
