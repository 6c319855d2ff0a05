#!/usr/bin/env bash
# Goes each way from nothing to a refused commit, as somebody with no Rust would, and says how long it took.
#
#   packaging/try.sh OUT [WAY...]
#
# OUT is what packaging/build.sh left; the ways are archive, root, pip, pipx, uvx, npm, action and gitlab (without any: all).
# Programs are found in one folder, which has no cargo and no dsnitch; packages come from OUT, and nothing from a network.
#
# DSNITCH_TOOLS_VENV=DIR      a Python environment with pipx, uv and check-jsonschema; without it one is made, from PyPI
set -euo pipefail

if [ $# -lt 1 ] || [ ! -x "$1/dsnitch" ]; then
    echo "usage: $0 OUT [WAY...]" >&2
    exit 2
fi
out=$(cd "$1" && pwd)
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shift
[ $# -gt 0 ] || set -- archive root pip pipx uvx npm action gitlab
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$source_dir/Cargo.toml" | head -n 1)
passed=0
failed=0

tools=${DSNITCH_TOOLS_VENV:-$work/tools}
tools_there() {
    if [ ! -x "$tools/bin/pipx" ] || [ ! -x "$tools/bin/uvx" ] || [ ! -x "$tools/bin/check-jsonschema" ]; then
        python3 -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check pipx uv check-jsonschema
    fi
}

mkdir "$work/bin" "$work/home"
for program in awk base64 basename bash cat chmod cp curl cut dirname env git grep gzip head id ln ls mkdir mktemp mv node npm npx \
    python3 readlink rm sed sh sha256sum shasum sort tail tar tr uname; do
    # Not a link: python3 looks for its libraries beside the name that it was called by.
    found=$(command -v "$program") || continue
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$found" >"$work/bin/$program"
    chmod +x "$work/bin/$program"
done

# bare COMMAND...: the command, with nothing of this environment.
bare() {
    env -i HOME="$work/home" PATH="$path" TMPDIR="$work" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$work/gitconfig" LC_ALL=C \
        PIP_NO_INDEX=1 PIP_FIND_LINKS="$out" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 \
        UV_OFFLINE=1 UV_FIND_LINKS="$out" UV_CACHE_DIR="$work/uv" UV_PYTHON_DOWNLOADS=never \
        PIPX_HOME="$work/pipx" PIPX_BIN_DIR="$work/pipx-bin" npm_config_cache="$work/npm" npm_config_offline=true "$@"
}
path=$work/bin
bare git config --global user.name A
bare git config --global user.email a@example.com
bare git config --global init.defaultBranch main

# Made at run time, so that this file holds no credential of its own.
password="kV8m2Qz4$(printf 'r%s' Tn9)"

# fresh NAME: a repository with one commit and a secret that is staged.
fresh() {
    cd "$work"
    bare git init -q "$1"
    cd "$1"
    echo hello >hello.txt
    bare git add hello.txt
    bare git commit -q -m first
    echo "DATABASE_URL=postgres://app:$password@db.corp.net/app" >app.env
    bare git add app.env
}

# refused STATUS COMMAND...: the command ends so, names the place and shows no secret.
refused() {
    local wanted=$1 status=0
    shift
    said=$("$@" 2>&1 </dev/null) || status=$?
    if [ "$status" -ne "$wanted" ] || ! grep -qF "app.env:1" <<<"$said" || grep -qF "$password" <<<"$said"; then
        echo "ended with $status, not $wanted, or did not name app.env:1, or showed the secret:"
        printf '%s\n' "${said//$password/<the secret>}"
        return 1
    fi
    [ -e "$work/refused" ] || echo $(($(date +%s%3N) - from)) >"$work/refused"
}

# --- the ways -------------------------------------------------------------------------------------------------
# Each ends with 0 when the commit was refused.

# says WORD COMMAND...: that is what the program was packed as.
says() {
    local told
    told=$(bare "${@:2}" --version)
    [ "$told" = "dsnitch $version ($1)" ] || { echo "said: $told"; return 1; }
}

# What is there before dsnitch comes is ready: the time of the first refusal counts from here.
begins() {
    from=$(date +%s%3N)
}

archive() {
    bare tar -xzf "$out"/dsnitch-"$version"-*-*.tar.gz -C "$work"
    path=$work/dsnitch-$version:$work/bin
    says archive dsnitch
    fresh archive-repository
    bare dsnitch install
    refused 1 bare git commit -m leak
}

# A root with the program, a repository and nothing else: no library, no locale, no /etc, no user, no /proc.
root() {
    local top=$work/root enter
    if [ "$(id -u)" -eq 0 ]; then
        enter=("$(command -v chroot)" --userspec=65534:65534 "$top")
    else
        enter=("$(command -v unshare)" --map-root-user --root "$top")
    fi
    mkdir -p "$top/usr/bin"
    cp "$out/dsnitch" "$top/usr/bin/"
    fresh root-repository
    cp -r "$work/root-repository/." "$top"
    [ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$top"
    refused 1 env -i "${enter[@]}" /usr/bin/dsnitch staged
    refused 1 env -i "${enter[@]}" /usr/bin/dsnitch files /
}

pip() {
    bare python3 -m venv "$work/venv"
    # At most 3 s are wanted. pip needs most of them for itself, more on a slow machine: a wheel with nothing in it says how many.
    # Ours may take a second more, which is below 3 s wherever pip alone takes less than 2.
    python3 - "$work" <<'PY'
import pathlib, sys, zipfile
with zipfile.ZipFile(pathlib.Path(sys.argv[1]) / "nothing_in_it-1-py3-none-any.whl", "w") as wheel:
    for name, text in {
        "METADATA": "Metadata-Version: 2.1\nName: nothing-in-it\nVersion: 1\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "".join(f"nothing_in_it-1.dist-info/{name},,\n" for name in ("METADATA", "WHEEL", "RECORD")),
    }.items():
        wheel.writestr(f"nothing_in_it-1.dist-info/{name}", text)
PY
    # The fastest of three each, in turn: whatever else a machine does only adds.
    local name took
    local -A fastest=([nothing-in-it]=999999 [dsnitch]=999999)
    for name in nothing-in-it dsnitch nothing-in-it dsnitch nothing-in-it dsnitch; do
        begins
        bare "$work/venv/bin/pip" install --quiet --find-links "$work" "$name"
        took=$(($(date +%s%3N) - from))
        [ "$took" -ge "${fastest[$name]}" ] || fastest[$name]=$took
        bare "$work/venv/bin/pip" uninstall --quiet --yes "$name"
    done
    [ $((fastest[dsnitch] - fastest[nothing-in-it])) -le 1000 ] ||
        { echo "took ${fastest[dsnitch]} ms, and pip ${fastest[nothing-in-it]} ms with nothing to install"; return 1; }
    begins
    bare "$work/venv/bin/pip" install --quiet dsnitch
    path=$work/venv/bin:$work/bin
    says wheel dsnitch
    fresh pip-repository
    bare dsnitch install
    refused 1 bare git commit -m leak
    bare pip uninstall --quiet --yes dsnitch
    [ ! -e "$work/venv/bin/dsnitch" ]
}

pipx() {
    tools_there
    begins
    bare "$tools/bin/pipx" install --quiet dsnitch
    path=$work/pipx-bin:$work/bin
    fresh pipx-repository
    bare dsnitch install
    refused 1 bare git commit -m leak
}

uvx() {
    tools_there
    begins
    fresh uvx-repository
    refused 1 bare "$tools/bin/uvx" dsnitch staged
}

npm() {
    fresh npm-repository
    echo '{"name": "app", "version": "1.0.0", "private": true}' >package.json
    bare npm install --silent --no-audit --no-fund --save-dev "$out"/dsnitch-*.tgz
    says npm npx dsnitch
    refused 1 bare npx dsnitch staged
    printf '#!/bin/sh\nexec npx dsnitch staged\n' >.git/hooks/pre-commit
    chmod +x .git/hooks/pre-commit
    refused 1 bare git commit -m leak
    # Without the package of this system nothing is scanned, and that is a refusal.
    rm -r node_modules/dsnitch-*-*
    local status=0
    said=$(bare npx dsnitch staged 2>&1) || status=$?
    [ "$status" -eq 2 ] && grep -q "is not installed, so nothing was scanned" <<<"$said"
}

# The steps of action.yml, with what GitHub gives them.
action() {
    tools_there
    "$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.github-actions "$source_dir/action.yml"
    begins
    fresh action-repository
    bare git update-ref refs/remotes/origin/main HEAD
    bare git commit -q --no-verify -m leak
    mkdir "$work/runner"
    : >"$work/runner/path"
    : >"$work/runner/output"
    step() { bare env RUNNER_TEMP="$work/runner" GITHUB_PATH="$work/runner/path" GITHUB_OUTPUT="$work/runner/output" "$@"; }
    step FROM="file://$out" VERSION="$version" bash "$source_dir/packaging/action/get.sh"
    path=$(cat "$work/runner/path"):$work/bin
    refused 1 step RANGE=HEAD~1..HEAD CONFIG_FROM=origin/main PROFILE=strict FORMAT=human REPORTS="json=$work/runner/report" bash "$source_dir/packaging/action/scan.sh"
    grep -qx status=1 "$work/runner/output"
    grep -q '"verdict":"block"' "$work/runner/report"
    # What is not as it should be ends the job: a range that is an option, another sum, no such version.
    local status=0
    step RANGE=--help CONFIG_FROM=origin/main PROFILE= FORMAT=human REPORTS= bash "$source_dir/packaging/action/scan.sh" || status=$?
    [ "$status" -eq 2 ]
    status=0
    step FROM="file://$out" VERSION="$version" SHA256=00 bash "$source_dir/packaging/action/get.sh" || status=$?
    [ "$status" -eq 2 ]
    status=0
    step FROM="file://$out" VERSION=../x bash "$source_dir/packaging/action/get.sh" || status=$?
    [ "$status" -eq 2 ]
}

# The job of the component, with its inputs put in, and its lines run.
gitlab() {
    tools_there
    "$tools/bin/python" - "$source_dir/templates/scan.yml" "$work" <<'PY'
import json, pathlib, re, sys
from ruamel.yaml import YAML
text, work = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
inputs, job = text.split("\n---\n")
inputs = YAML(typ="safe").load(inputs)["spec"]["inputs"]
used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", job))
assert used == set(inputs), "an input that is not used, or is not there"
job = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: str(inputs[found[1]]["default"] or '""'), job)
(work / "gitlab-ci.yml").write_text(job, encoding="utf-8")
(work / "gitlab.sh").write_text("set -e\n" + "\n".join(YAML(typ="safe").load(job)["dsnitch"]["script"]), encoding="utf-8")
PY
    "$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.gitlab-ci "$work/gitlab-ci.yml"
    bare python3 -m venv "$work/gitlab"
    begins
    path=$work/gitlab/bin:$work/bin
    fresh gitlab-repository
    bare git update-ref refs/remotes/origin/main HEAD
    bare git commit -q --no-verify -m leak
    # Until there is a format for GitLab, the rest is tried with another one.
    bare dsnitch range --help | grep -q gitlab || sed -i 's/--report gitlab=/--report json=/' "$work/gitlab.sh"
    refused 1 bare CI_DEFAULT_BRANCH=main DSNITCH_PROFILE=balanced DSNITCH_RANGE=HEAD~1..HEAD bash "$work/gitlab.sh"
    grep -qE '"(vulnerabilities|findings)"' gl-secret-detection-report.json
}

# --- one after the other --------------------------------------------------------------------------------------

path=$work/bin
if bare sh -c 'command -v cargo || command -v dsnitch' >/dev/null; then
    echo "$0: cargo or dsnitch is on the restricted PATH" >&2
    exit 2
fi
for way; do
    rm -f "$work/refused"
    started=$(date +%s%3N)
    from=$started
    # In a condition, `set -e` would count for nothing in the function.
    set +e
    (set -e && path=$work/bin && "$way") >"$work/log" 2>&1
    status=$?
    set -e
    took=$(($(date +%s%3N) - started))
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        printf 'ok      %-8s refused after %6d ms, all of it %6d ms\n' "$way" "$(cat "$work/refused")" "$took"
    else
        failed=$((failed + 1))
        printf 'FAILED  %-8s %6d ms (status %s)\n' "$way" "$took" "$status"
        sed 's/^/        | /' "$work/log"
    fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
