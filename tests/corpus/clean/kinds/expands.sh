#!/usr/bin/env bash
# What a shell puts in place of the reference, whatever quotes stand within its own double ones.
echo "ALTER USER app WITH PASSWORD '$database_password';" | psql
psql -c "ALTER USER app WITH PASSWORD '$pw';"
psql <<EOF
ALTER USER app WITH PASSWORD '$database_password';
EOF
psql "host=db user=app password='$pw'"
curl -d "{'password': '$pw'}" "$url"
psql -c "
ALTER USER app PASSWORD '$pw';
"
# Commands over several lines.
pw=$(yq .a.POSTGRES_PASSWORD \
  | perl -pe 's/a/b/')
DB_PASSWORD="$(yq .a.POSTGRES_PASSWORD \
  | perl -pe 's/a/b/')"
export PGPASSWORD="$(
  cat /run/secrets/pw
)"
PGPASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db \
  --query SecretString --output text | jq -r '.password')
