sed -E 's#postgres://([^:]+):([^@]+)@#postgres://\1:***@#' x
sed 's|://[^:]*:[^@]*@|://user:***@|'
grep -oP 'password=\K\S+' f
awk -F"password=" '{print $2}' f
awk -F'password=' '{print $2}' f
awk -F "password:" '{print $2}' f
cut -d'password=' -f2
PW=$(echo "$URL" | sed -e 's,^.*://[^:]*:\([^@]*\)@.*$,\1,')
grep -q "password: " f
if [[ "$line" =~ ^password=(.*)$ ]]; then
if [[ $DATABASE_URL =~ postgres://([^:]+):([^@]+)@([^:]+):([0-9]+)/(.+) ]]; then
split(line, a, "password=")
