#!/usr/bin/env bash
# Checks every report format with its readers: SARIF, GitLab's and JUnit's against their schemas, the HTML page in a
# browser without a network. The examples are regenerated, and must be unchanged.
#
#   tests/formats.sh target/release/dsnitch
#
# DSNITCH_FORMATS_WORK=DIR    keep the Python environment, Node's packages, the reports and the pictures there; its
#                             history.png is examples/formats/history.png
# DSNITCH_FORMATS_BROWSER=0   leave the browser out
set -euo pipefail

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 BIN" >&2
    exit 2
fi
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
if [ -n "${DSNITCH_FORMATS_WORK:-}" ]; then
    work=$DSNITCH_FORMATS_WORK
    mkdir -p "$work"
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY DSNITCH_PROFILE DSNITCH_CONFIG GITHUB_STEP_SUMMARY
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --retries 5 jsonschema xmlschema

# --- reports: of the sample, of hostile names, of a scan that is not complete, of many findings ---------------------

rm -rf "$work/examples" "$work/reports" "$work/many" "$work/flood"
mkdir -p "$work/examples" "$work/reports"
bash "$top/examples/formats/make.sh" "$bin" "$work/examples"
diff -rq -x make.sh -x history.png "$top/examples/formats" "$work/examples"

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null SOURCE_DATE_EPOCH=1782864000
export GIT_AUTHOR_NAME='&lt;b&gt;"Eve" ]]' GIT_AUTHOR_EMAIL='eve@"example".com' GIT_COMMITTER_NAME=Eve GIT_COMMITTER_EMAIL=eve@example.com
half="kV8m2Qz4"
repository=$work/many
git init -q -b main "$repository"
cd "$repository"
i=0
while [ $i -lt 3000 ]; do
    folder="services/s$((i % 60))"
    mkdir -p "$folder"
    printf 'DATABASE_URL=postgres://app:%srTn%04d@db%d.corp.net/app\n' "$half" $i $((i % 40)) >>"$folder/prod-$((i % 7)).env"
    i=$((i + 1))
done
git add -A
GIT_AUTHOR_DATE=2024-01-05T00:00:00Z GIT_COMMITTER_DATE=2024-01-05T00:00:00Z git commit -q -m many
mkdir -p "x</script><img src=y onerror=document.title='broken'>"
printf 'PGPASSWORD=%srTnXyZ\n' "$half" >"x</script><img src=y onerror=document.title='broken'>/-->'\"&lt;<!--.env"
printf 'PGPASSWORD=%srTnAbC # dsnitch:allow * -- <img src=z onerror=document.title=1> ]]> & more\n' "$half" >"$(printf 'b\001\033[31m\342\200\256 100%%\n::error::x.env')"
git add -A
GIT_AUTHOR_DATE=2026-03-05T00:00:00Z GIT_COMMITTER_DATE=2026-03-05T00:00:00Z git commit -q -m 'odd </script> names'
git rm -q -r services/s1
GIT_AUTHOR_DATE=2026-04-05T00:00:00Z GIT_COMMITTER_DATE=2026-04-05T00:00:00Z git commit -q -m fewer

# report NAME ARGUMENT...: writes all formats of one scan.
report() {
    local name=$1
    shift
    "$bin" "$@" --report "sarif=$work/reports/$name.sarif" --report "gitlab=$work/reports/$name.gitlab.json" \
        --report "junit=$work/reports/$name.xml" --report "html=$work/reports/$name.html" >/dev/null 2>&1 || [ $? -ne 0 ]
}
report many history
report clean staged
report files files .
blob=$(git rev-parse "HEAD:services/s2/prod-0.env" 2>/dev/null || git ls-tree -r HEAD | awk '/services\/s2\//{print $3; exit}')
rm -f ".git/objects/${blob:0:2}/${blob:2}"
report incomplete history
# More than code scanning accepts: 25,000 results, and 10 MB compressed.
mkdir "$work/flood"
cd "$work/flood"
for file in $(seq 53); do
    seq -f "PGPASSWORD=${half}rTn%05g" $((file * 500)) $((file * 500 + 499)) >"s$file.conf"
done
report flood files .
"$work/venv/bin/python" - "$work/reports/flood.sarif" <<'EOF'
import gzip, json, sys

text = open(sys.argv[1], "rb").read()
run = json.loads(text)["runs"][0]
words = " ".join(one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"])
assert len(run["results"]) == 25_000 and "1,500 results are not in this file" in words, (len(run["results"]), words)
assert len(gzip.compress(text)) < 10_000_000, len(gzip.compress(text))
EOF
rm "$work"/reports/flood.*
cd "$top"
"$work/venv/bin/python" tests/formats.py "$work"/reports/*.sarif "$work"/reports/*.xml "$work"/reports/*.gitlab.json \
    "$work"/examples/*.sarif "$work"/examples/*.xml "$work"/examples/*.gitlab.json

# --- the page --------------------------------------------------------------------------------------------------------

if [ "${DSNITCH_FORMATS_BROWSER:-1}" = 0 ]; then
    echo "skipped: the page in a browser"
    exit 0
fi
if [ ! -d "$work/node_modules/playwright-core" ]; then
    (cd "$work" && HOME=$work npm install --silent --no-audit --no-fund --no-save playwright-core@1)
fi
cp tests/formats.mjs "$work/formats.mjs"
timeout 120 node "$work/formats.mjs" "$work/examples/history.html" "$work/examples/staged.html" "$work/reports/many.html" \
    "$work/reports/incomplete.html" "$work/reports/clean.html" "$work"
