helm install db bitnami/postgresql --set auth.username=app --set auth.password=Kq7Xv3Tz9m
helm upgrade db . --set postgresql.auth.postgresPassword="Wn5Jr8Lc2x",replicas=2
sudo PGPASSWORD='Vt6Zk4Mq9w' psql -h db
env PGPASSWORD=Rx8Nt3Jw7k psql -h db
ssh deploy@db "PGPASSWORD=Hk5Tw9Rz4v pg_dump app" > app.sql
docker exec -e PGPASSWORD=Qm7Xj2Kn8t db psql
docker compose run -e POSTGRES_PASSWORD='Xw4Kt9Vz3q' db
kubectl run psql --env="PGPASSWORD=Jn8Rm5Lx7c" --image=postgres
kubectl create secret generic db --from-literal='password=Tv3Qk6Wz9r'
fly secrets set DATABASE_URL=postgres://app:Mc7Xt4Jn8v@db.internal/app
gh secret set DB_PASSWORD --body "Zx9Lw5Kq6t"
vault kv put secret/db username=app password=Vr4Nx7Jt2k
consul kv put app/db/password Kz8Wq6Lm3c
curl -u admin:Xt5Rv9Hn7w https://api.example.net/
export TF_VAR_db_password=Qj6Zk8Mx4t
PGPASSWORD='p@ss&9Kx!w' psql
export DATABASE_URL='postgres://app:Wx7Tq3Vz5n@db/app?sslmode=require'
psql --dbname="postgresql://app:Lk8Jr6Mc9x@db/app" --command="select 1"
createuser app && psql -c "alter user app with encrypted password 'Zt4Xw7Kv2q'"
psql <<SQL
CREATE ROLE app LOGIN PASSWORD 'Nr9Jm5Lc8t';
SQL
psql -v password="'Vk3Xz6Rt7w'" -f roles.sql
DB_OPTS="--user app --password Qn8Lw4Jm9x"
pg_dump "host=db user=app password='Tc5Zv7Kx3r'"
PGUSER=app PGPASSWORD=Hx9Wt6Nq8k PGHOST=db ./run
mysql -uroot -pMv4Jz7Rc5x app
