docker run -e "POSTGRES_PASSWORD"="Qx5Rt47k" postgres
docker run -e 'POSTGRES_PASSWORD'='Qx5Rt68k' postgres
docker run -e POSTGRES_PASSWORD="Qx5Kw92k" postgres
docker run --env="POSTGRES_PASSWORD=Qx5Kw47k" postgres
docker run -ePOSTGRES_PASSWORD=Qx5Kw68k postgres
podman run --env POSTGRES_PASSWORD=Qx5Zn92k postgres
kubectl set env deploy/app DB_PASSWORD=Qx5Zn47k
heroku config:set DB_PASSWORD=Qx5Zn68k
fly secrets set DB_PASSWORD=Qx5Pq92k
etcdctl put /db/password Qx5Pq47k
vercel env add DB_PASSWORD production <<< Qx5Pq68k
echo Qx5Xv92k | vercel env add DB_PASSWORD production
gpg --batch --passphrase Qx5Xv47k -c x
gpg --passphrase "Qx5Xv68k" -c x
PGPASSWORD="Qx5Mj92k" psql -h db
curl -u app:Qx5Mj47k https://x
