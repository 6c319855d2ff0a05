connect() {
  local user="${1:-crm}" pw="${2:-uy4Okzj9hRFM1z}" host="${3:-db}"
  psql "postgresql://${user}:${pw}@${host}/crm"
}
DSN="host=db user=crm password=PdEHJ59wCKSUmA dbname=${PGDATABASE} sslmode=verify-full"
psql "postgres://${PGUSER}:DSqV9yBmNTqJXP@${PGHOST}/crm" <<'SQL'
select current_user;
SQL
psql -v "pw='yfMiPLy2qFeUPw'" -f create.sql
psql --set=app_password=letmein -f create.sql
psql -v pw="$APP_PASSWORD" -c "ALTER ROLE crm PASSWORD :'pw'"
cat > ~/.pgpass <<EOF
*:5432:crm:crm:qK38s5\:j7451K
db2:*:*:crm:$CRM_PASSWORD
EOF
chmod 0600 ~/.pgpass
echo "$PGHOST:5432:*:$PGUSER:$PGPASSWORD" >> ~/.pgpass
curl -fsS -u "crm:bF7rFNELGGKinM" https://metrics.internal/api
curl -H "Authorization: Bearer ${API_TOKEN}" -u "$USER:$PASS" https://api.internal/
git clone git@github.com:acme/crm.git
git clone ssh://git@git.internal:2222/acme/crm.git
git clone https://x-access-token:${GITHUB_TOKEN}@github.com/acme/crm.git
docker pull registry.internal/crm@sha256:684ab90eab328528335fef88492db40b8c29723e0a402010a2457311ea9b326c
createuser --pwprompt crm
pg_dump --no-password -U crm -h db crm
log "password for user crm changed"
echo "Usage: $0 --user USER --password PASSWORD --host HOST"
grep -q "password authentication failed" "$log" && exit 3
