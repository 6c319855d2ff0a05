#!/bin/sh
# usage: tests/adoption.sh BIN [SECONDS]
#
# Creates an old repository of 5,000 files with 300 findings, sets up a passing gate in three commands, and checks that
# this takes at most SECONDS (10). Then a new leak is refused, and an edit near an old one passes.
set -eu
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
limit=${2:-10}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
HOME=$dir/home
export HOME GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
mkdir "$HOME" "$dir/bin"
ln -s "$bin" "$dir/bin/dsnitch"
PATH=$dir/bin:$PATH
export PATH
git init -q -b main "$dir/old"
cd "$dir/old"

# One stream for git: every sixteenth file has a finding, some of them leaks, some guessable passwords, some practices.
awk 'BEGIN {
  print "commit refs/heads/main\ncommitter a <a@example.org> 1600000000 +0000\ndata 3\nold"
  srand(7)
  for (i = 0; i < 5000; i++) {
    text = ""
    for (j = 0; j < 20; j++) text = text "# line " j " of file " i ", which says nothing\n"
    if (i % 16 == 0 && found < 300) {
      found++
      word = ""
      for (j = 0; j < 12; j++) word = word substr("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789", int(rand() * 52) + 1, 1)
      if (found % 3 == 0) text = text "POSTGRES_PASSWORD=changeme\n"
      else if (found % 3 == 1) text = text "DATABASE_URL=postgres://app:" word "7@db.internal/app\n"
      else text = text "PGPASSWORD=" word "7\n"
    }
    printf "M 100644 inline src/%d/%d/app%d.conf\ndata %d\n%s\n", i % 50, i % 7, i, length(text), text
  }
}' | git fast-import --quiet
git reset -q --hard

dsnitch files -q > "$dir/before" 2>&1 && { echo "the old repository has nothing to accept"; exit 1; }
tail -n 1 "$dir/before"

start=$(date +%s)
dsnitch baseline write
git add .dsnitch-baseline .dsnitch.toml
dsnitch install
end=$(date +%s)
took=$((end - start))
echo "three commands: $took s"
[ "$took" -le "$limit" ] || { echo "more than $limit s"; exit 1; }

git commit -q -m "accept what is there"
dsnitch files

echo 'DATABASE_URL=postgres://app:kV8m2Qz4rTn9@db.internal/app' > new.conf
git add new.conf
git commit -q -m "a new leak" > "$dir/refused" 2>&1 && { echo "a new leak was committed"; exit 1; }
tail -n 4 "$dir/refused"
git rm -qf new.conf

old=$(grep -l -r PGPASSWORD src | sort | head -n 1)
{ echo "# edited"; sed 's/^PGPASSWORD/  PGPASSWORD/' "$old"; echo "# around"; } > "$dir/edited"
cp "$dir/edited" "$old"
git mv src/0 moved
git add -A src moved
git commit -q -m "edited around, and moved"
dsnitch files
dsnitch history -q > "$dir/history" || { tail -n 3 "$dir/history"; exit 1; }
