#!/bin/sh
kubectl create secret generic db --from-literal=username=app --from-literal=password=Rz7Kx4Vt9q
kubectl create secret generic db2 \
  --from-literal=POSTGRES_PASSWORD='Lm5Jw8Xn3c'
echo "Wt9Qv4Zk7r" | docker secret create postgres_password -
printf 'Nx6Rm3Jc8t' | docker secret create db_password -
aws secretsmanager create-secret --name prod/db --secret-string '{"username":"app","password":"Vz8Lk4Tq6w"}'
aws secretsmanager put-secret-value --secret-id prod/db-password --secret-string "Xc7Hn3Rv9m"
aws rds create-db-instance --engine postgres --master-username app --master-user-password Kj5Wx8Zt2q
gcloud sql users set-password postgres --instance=main --password=Qr9Vm4Lx7n
az postgres flexible-server create --admin-user app --admin-password "Tz6Jk8Nw3c"
heroku config:set DATABASE_URL=postgres://app:Bx7Rq4Vt9m@ec2.compute.amazonaws.com/app
docker run -d -e POSTGRES_PASSWORD=Zw3Xn8Kc6r -p 5432:5432 postgres:16
docker run --env PGPASSWORD="Lt9Jv4Mq7x" postgres psql -h db
PGPASSWORD=Hk6Wz8Rt3n pg_dump -h db -U app app > app.sql
export PGPASSWORD="postgres"
DB_PASS=${DB_PASS:-Vx5Qc9Jn7k}
: "${POSTGRES_PASSWORD:=Mr8Tz4Lw6x}"
psql "host=db dbname=app user=app password=Xq7Kt3Vn9c"
psql -h db -c "ALTER ROLE app PASSWORD 'Jz4Rm8Wx6t'"
psql postgresql://app:Nc9Lv5Kq2z@db/app -c 'select 1'
sudo -u postgres psql -c "CREATE USER app WITH PASSWORD 'app123';"
createdb_password="Wk7Xj4Tr8m"
htpasswd -b file app somethingelse
cat > ~/.pgpass <<EOS
db:5432:app:app:Zn6Vt9Qx3w
EOS
echo "db:5432:*:app:Rx8Lk4Jm7c" >> ~/.pgpass
