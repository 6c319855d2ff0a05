#!/bin/bash
curl -sS -X POST "$CONNECT/connectors" -H 'Content-Type: application/json' -d '{
  "name": "teal",
  "config": {
    "database.user": "teal",
    "database.password": "k7jb2rBcYI0Ddz"
  }
}'
curl -sS "$API/ds" -d "{\"type\":\"postgres\",\"user\":\"teal\",\"password\":\"hkB4olyGPiIWA\"}"
curl -sS "$API/ds" -d "{\"type\":\"postgres\",\"user\":\"teal\",\"password\":\"$PGPASSWORD\"}"
curl -sS "$API/login" --data-urlencode "password=$PASSWORD"
cat > .env <<ENV
DB_USER=teal
DB_PASSWORD=cwz1o008wOkgLA
SECRET_KEY=$(openssl rand -hex 32)
ENV
tee config.toml > /dev/null <<'TOML'
[database]
user = "teal"
password = "teal123"
TOML
kubectl apply -f - <<YAML
apiVersion: v1
kind: Secret
metadata: {name: teal}
stringData:
  password: i7Xxme7EPrWlOQq
  token: $TOKEN
YAML
python3 - <<'PY'
import psycopg2
psycopg2.connect(host="pg", user="teal", password="ispwV8mztAsjE")
PY
ssh db1 "PGPASSWORD=VIWHrwiXp1D8 psql -U teal -c 'vacuum'"
nohup env PGUSER=teal PGPASSWORD="g6UvgmZhd9Z4" ./worker &
sudo -u postgres PGPASSWORD=teal psql -U teal
