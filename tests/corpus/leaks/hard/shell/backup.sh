#!/bin/sh
# nightly dump; see /etc/cron.d/backup
export PGPASSWORD="keiz1nKPr\$P1FWe"
DB_USER=archive DB_PASSWORD=archive2019 ; export DB_USER DB_PASSWORD
PGPASSWORD=SEK8QeY7liWy pg_dump -h 10.1.1.5 -U archive archive | gzip > /backup/archive.sql.gz
PGPASSWORD=$(cat /run/secrets/pg) pg_dumpall --globals-only > globals.sql
PGPASSFILE=/root/.pgpass pg_basebackup -D /backup/base -U replicator --password
pg_dump --no-password -U archive "host=10.1.1.5 dbname=archive password='qbhFv\'TEJUh1p' user=archive" -Fc -f a.dump
pg_dump --dbname=postgresql://archive:zpi20K2gy0JyPiPs@10.1.1.5:5432/archive > /dev/null
psql "$DATABASE_URL" -v pw="$NEW_PASSWORD" -c "ALTER ROLE archive PASSWORD :'pw'"
psql -U postgres -c "ALTER USER archive WITH PASSWORD '6IRIuFbJa1VlTo';"
sudo -u postgres psql <<SQL
CREATE ROLE nightly LOGIN PASSWORD 'nightly1';
ALTER ROLE other PASSWORD '$OTHER_PASSWORD';
SQL
cat > ~/.pgpass <<EOF
10.1.1.5:5432:archive:archive:57hzUB3dtKxF09gP
10.1.1.6:5432:*:archive:${PGPASSWORD}
EOF
chmod 600 ~/.pgpass
cat <<-'CONF' >> /etc/pgbouncer/userlist.txt
	"archive" "l1bHEY4KdA0SKB"
CONF
createuser --pwprompt archive
mysqldump -u root -p'Sxbw0vm0QnCF' legacy > legacy.sql
mysql -uroot -p"$MYSQL_ROOT_PASSWORD" -e 'show databases'
redis-cli -h cache -a sVoiwxlvd8bJFmFv --no-auth-warning FLUSHDB
sshpass -p "fHZDmwgP3Rh" scp a.dump backup@10.1.1.9:
curl -u "exporter:Ic1tjDE48MsCrr" https://metrics.example/push
if [ -z "$PGPASSWORD" ]; then echo "PGPASSWORD is required" >&2; exit 1; fi
case "$PASSWORD_STORE" in pass|vault) ;; *) usage ;; esac
