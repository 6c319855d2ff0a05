#!/usr/bin/env bash
# Makes a sample repository, scans it, and writes reports in each format for other programs beside this script: of what is
# staged, and of the history. The same program gives the same bytes.
#
#   examples/formats/make.sh target/release/dsnitch [DIRECTORY]
set -euo pipefail

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 BIN [DIRECTORY]" >&2
    exit 2
fi
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
to=$(cd "${2:-$(dirname "$0")}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY DSNITCH_PROFILE DSNITCH_CONFIG GITHUB_STEP_SUMMARY
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null SOURCE_DATE_EPOCH=1782864000
export GIT_AUTHOR_NAME="Ann Example" GIT_AUTHOR_EMAIL=ann@example.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
git init -q -b main "$work/shop"
cd "$work/shop"

# commit DATE AUTHOR SUBJECT: commits everything.
commit() {
    git add -A
    GIT_AUTHOR_DATE="$1T09:00:00Z" GIT_COMMITTER_DATE="$1T09:00:00Z" GIT_AUTHOR_NAME="$2 Example" \
        GIT_AUTHOR_EMAIL="${2,,}@example.com" git commit -q --allow-empty -m "$3"
}

# Made at run time, so that this file holds no credential of its own.
secret() { printf '%s%s' "$1" "$2"; }

mkdir -p config docs deploy src tests
cat >compose.yaml <<END
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: $(secret post gres)
END
echo "# Shop" >README.md
commit 2024-02-05 Ann "a database for development"

echo "DATABASE_URL=postgres://shop:$(secret kV8m2Qz4 rTn9wLp)@db.prod.shop.example/shop?sslmode=verify-full" >config/prod.env
cat >config/database.yml <<END
production:
  adapter: postgresql
  host: db.prod.shop.example
  username: shop
  password: $(secret Wx5Rt7Lc 3Jq8mNd)
END
commit 2024-03-18 Ben "settings of production"

cat >deploy/init.sql <<END
CREATE ROLE reporting LOGIN PASSWORD '$(secret 'Zt4!nQ7s' 'Xb2#Lw9')';
ALTER ROLE shop PASSWORD '$(secret shop 2024)';
END
commit 2024-06-03 Ben "a role for reports"

git rm -q config/database.yml
commit 2024-09-30 Ann "the database is configured by its environment"

cat >src/settings.py <<END
import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": os.environ.get("DB_PASSWORD", "$(secret change me)"),
        "HOST": os.environ["DB_HOST"],
    }
}
END
cat >tests/conftest.py <<END
URL = "postgresql://test:$(secret te st)@localhost/shop_test"
END
commit 2025-01-20 Cleo "settings from the environment"

printf '%s\n' "db.prod.shop.example:5432:shop:backup:$(secret hG6yPk3v TzQ1rEm)" >deploy/.pgpass
commit 2025-05-12 Ben "backups"
git rm -q deploy/.pgpass
commit 2025-08-04 Ann "backups take their password from the vault"

cat >docs/setup.md <<END
Start a server with \`docker run -e POSTGRES_PASSWORD=$(secret s3 cret) postgres\`.
END
echo "local all all trust" >deploy/pg_hba.conf
commit 2026-03-09 Cleo "how to set it up"

# What is about to be committed.
cat >>config/prod.env <<END
REPLICA_URL=postgres://shop:$(secret Nb7wKe5x Ja3HvUs)@replica.prod.shop.example/shop?sslmode=disable
END
cat >>tests/conftest.py <<END
ADMIN = "postgresql://postgres:$(secret hunt er2)@localhost/shop_test"  # dsnitch:allow pg-uri-password -- a server that the test starts
END
printf 'PNG\0\1\2' >docs/logo.png
git add -A

reports=()
histories=()
for format in json jsonl sarif github gitlab junit html; do
    case $format in
    github) end=github.txt ;;
    junit) end=junit.xml ;;
    gitlab) end=gitlab.json ;;
    *) end=$format ;;
    esac
    reports+=(--report "$format=$to/staged.$end")
    histories+=(--report "$format=$to/history.$end")
done
"$bin" staged "${reports[@]}" >/dev/null 2>&1 || [ $? -eq 1 ]
"$bin" history "${histories[@]}" >/dev/null 2>&1 || [ $? -eq 1 ]
