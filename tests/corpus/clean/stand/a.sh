read -s -p "Password: " PASSWORD
PGPASSWORD=$(pass show db/prod)
export PGPASSWORD="$(op read op://vault/db/password)"
docker run -e POSTGRES_PASSWORD -d postgres
echo "password: $PW"
usage() { echo "  --password PASS   the password"; }
[ -z "$PASSWORD" ] && echo "PASSWORD: not set"
PASSWORD_FILE=/run/secrets/pw
sed -i "s|^password=.*|password=$PW|" f
sed -i 's/password = .*/password = '"$PW"'/' f
sed -e "s/@PASSWORD@/$PW/" f
sed -i "s/\(password=\)[^ ]*/\1$PW/" f
jq --arg password "$PW" '.password = $password' f
jq -r '.password' f
yq '.db.password = strenv(PW)' f
grep "^password:" f | cut -d' ' -f2
PASS=$((PASS+1))
pwd=$(pwd)
PWD=`pwd`
