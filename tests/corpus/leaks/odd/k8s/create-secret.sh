#!/bin/sh
set -eu
# usage: create-secret.sh NAMESPACE   (reads DB_PASSWORD from the environment)
ns=${1:?namespace}
kubectl -n "$ns" create secret generic orders-db \
  --from-literal=username=orders \
  --from-literal "password=znGGg8\$L2Eu4U" \
  --from-literal='url=postgresql://orders:m37ZyXk3F5VP25!@pg/orders' \
  --dry-run=client -o yaml | kubectl apply -f -
kubectl -n "$ns" create secret generic from-env --from-literal=password="$DB_PASSWORD"
kubectl -n "$ns" create secret generic gen --from-literal=password="$(openssl rand -base64 24)"
kubectl -n "$ns" create secret generic file --from-file=password=./password.txt
kubectl -n "$ns" get secret orders-db -o jsonpath='{.data.password}' | base64 -d
kubectl -n "$ns" create secret docker-registry regcred --docker-server=ghcr.io \
  --docker-username=bot --docker-password=XEG3cDJQNV27yM --docker-email=bot@orders.test
kubectl -n "$ns" patch secret orders-db -p '{"stringData":{"password":"BxM3cyKZlYdvAC"}}'
kubectl -n "$ns" patch secret orders-db -p "{\"stringData\":{\"password\":\"$NEW\"}}"
printf '%s' 'RocjLTUYoJ6Bg9' | docker secret create pg_password -
openssl rand -hex 32 | docker secret create session_secret -
pass show infra/pg | docker secret create pg_password2 -
docker secret create pg_password3 ./pg_password.txt
