#!/usr/bin/env bash
: "${PGHOST:=localhost}" "${PGUSER:=depot}"
: "${PGPASSWORD:=depot123}"
export PGHOST PGUSER PGPASSWORD
export DB_NAME=depot DB_PASSWORD=xT3wlVACEOfDHS DB_PORT=5432
declare -rx REPLICA_PASSWORD=$'O6gu8c\'OyW4oc'
readonly ADMIN_PASSWORD="iw83YF"'$'"OLxq4n"
local_pw=${1-dENuELn5SCWRO3}
typeset -A creds=( [user]=depot [password]='iTp0Bw;cxv50Z' [host]=db )
env PGPASSWORD='ekS2qm nTW14B' psql -h db -U depot -c 'select 1'
PGUSER=depot PGPASSWORD=xgJK4g\#IF2Tnw pg_dump -h db depot > /tmp/depot.sql
read -r -s -p 'Password: ' PGPASSWORD
read -p "New password for ${PGUSER}: " new_password
IFS= read -rs password < /run/secrets/pg
PASSWORD=$(pass show db/depot)
PASSWORD=`cat /run/secrets/pg`
DB_PASSWORD="${DB_PASSWORD:?must be set}"
SECRET=${SECRET:-$(openssl rand -hex 16)}
TOKEN="$2"
unset PGPASSWORD
password_file="$HOME/.pgpass"
[[ -n "$PASSWORD" ]] || die "password must not be empty"
[ "$password" = "$confirm_password" ] || echo "Passwords do not match"
if [[ $password == "" ]]; then usage; fi
get_password() { local password=$1; printf '%s' "$password"; }
case "$1" in --password) PASSWORD=$2; shift 2 ;; --password=*) PASSWORD="${1#*=}"; shift ;; esac
