#!/usr/bin/env bash
# Tests the gate with the real programs: git, the pre-commit framework and prek, each on a temporary repository.
#
#   tests/frameworks.sh target/release/dsnitch
#
# DSNITCH_FRAMEWORK_VENV=DIR      keep the Python environment there, and use it again
# DSNITCH_FRAMEWORK_WHEELS=DIR    also let the frameworks install the wheel in DIR, without a network and without Rust
# DSNITCH_FRAMEWORK_BUILD=1       also let pre-commit build dsnitch from source (language: rust), which takes minutes; 2: and prek
set -euo pipefail

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 BIN" >&2
    exit 2
fi
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source_dir=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed=0
failed=0

# --- what every run starts from -------------------------------------------------------------------------------

mkdir -p "$work/bin" "$work/home"
ln -s "$bin" "$work/bin/dsnitch"
venv=${DSNITCH_FRAMEWORK_VENV:-$work/venv}
if [ ! -x "$venv/bin/prek" ] || [ ! -x "$venv/bin/pre-commit" ] || [ ! -x "$venv/bin/uv" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check pre-commit prek uv
fi

unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY NO_COLOR DSNITCH_PROFILE DSNITCH_CONFIG SKIP
unset PRE_COMMIT PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF PRE_COMMIT_LOCAL_BRANCH
cargo_home=${CARGO_HOME:-$HOME/.cargo}
rustup_home=${RUSTUP_HOME:-$HOME/.rustup}
[ ! -d "$cargo_home" ] || export CARGO_HOME=$cargo_home
[ ! -d "$rustup_home" ] || export RUSTUP_HOME=$rustup_home
export HOME=$work/home PRE_COMMIT_HOME=$work/pre-commit PREK_HOME=$work/prek
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig
export PATH=$work/bin:$venv/bin:$PATH
git config --file "$GIT_CONFIG_GLOBAL" user.name "A"
git config --file "$GIT_CONFIG_GLOBAL" user.email a@example.com
git config --file "$GIT_CONFIG_GLOBAL" init.defaultBranch main
git config --file "$GIT_CONFIG_GLOBAL" protocol.file.allow always

# Generated at run time, so that this file contains no credential.
password="kV8m2Qz4$(printf 'r%s' Tn9)"
leak="postgres://app:$password@db.corp.net/app"

# The repository from which the frameworks take the hooks.
hooks=$work/hooks
mkdir "$hooks"
if [ "${DSNITCH_FRAMEWORK_BUILD:-0}" != 0 ]; then
    git -C "$source_dir" archive HEAD | tar -x -C "$hooks"
fi
cp "$source_dir/.pre-commit-hooks.yaml" "$source_dir/setup.py" "$hooks/"
git -C "$hooks" init -q
git -C "$hooks" add -A -f
git -C "$hooks" commit -q -m "hooks"
revision=$(git -C "$hooks" rev-parse HEAD)

# --- saying what happened -------------------------------------------------------------------------------------

# check NAME STATUS [TEXT] -- COMMAND...: checks that the command ends with STATUS (or, for `refused`, with anything but
# 0), and that its output has TEXT and never the password.
check() {
    local name=$1 wanted=$2 text=
    shift 2
    if [ "$1" != -- ]; then
        text=$1
        shift
    fi
    shift
    local status=0 output why=
    output=$("$@" 2>&1 </dev/null) || status=$?
    case $wanted in
    refused) [ "$status" -ne 0 ] || why="was let through" ;;
    *) [ "$status" -eq "$wanted" ] || why="ended with $status, not $wanted" ;;
    esac
    if [ -n "$text" ] && ! grep -qF -- "$text" <<<"$output"; then
        why="${why:+$why; }did not say: $text"
    fi
    if grep -qF -- "$password" <<<"$output"; then
        why="${why:+$why; }showed the secret"
    fi
    verdict "$name" "$why" "$output"
}

# same NAME WANTED FOUND: checks that the two are equal.
same() {
    local why=
    [ "$2" = "$3" ] || why="is '$3', not '$2'"
    verdict "$1" "$why" ""
}

verdict() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
        printf 'ok      %s\n' "$1"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s: %s\n' "$1" "$2"
        [ -z "$3" ] || sed 's/^/        | /' <<<"${3//$password/<the secret>}"
    fi
}

# Creates a fresh repository with one commit, in $repo, and a remote for it.
fresh() {
    repo=$work/repo-$1
    git init -q "$repo"
    git init -q --bare "$repo.remote"
    cd "$repo"
    git remote add origin "$repo.remote"
    echo hello >hello.txt
    git add hello.txt
    git commit -q --no-verify -m "first"
}

commits() {
    git rev-list --count HEAD
}

# Resets everything to the last commit.
reset() {
    git reset -q --hard
    git clean -qfdx -e .husky/_   # what husky has installed, ignored
}

# --- git alone ------------------------------------------------------------------------------------------------

plain_git() {
    fresh git
    check "git: install" 0 "installed: " -- dsnitch install
    echo clean >clean.txt
    git add clean.txt
    check "git commit: a clean one is made" 0 -- git commit -q -m clean
    same "git commit: and counted" 2 "$(commits)"

    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    check "git commit" refused "the commit is refused" -- git commit -m leak
    check "git commit --amend" refused "the commit is refused" -- git commit --amend --no-edit
    check "git commit -v, with colour forced" refused "app.env" -- git -c color.ui=always commit -v -m leak
    reset

    echo "url = $leak" >>hello.txt
    check "git commit -a" refused "hello.txt" -- git commit -a -m leak
    check "git commit PATH" refused "hello.txt" -- git commit -m leak hello.txt
    check "git commit -i PATH" refused "hello.txt" -- git commit -m leak -i hello.txt
    git reset -q
    echo more >>clean.txt
    check "git commit PATH: another one's leak does not count" 0 -- git commit -q -m clean clean.txt
    same "git commit PATH: and is not taken along" " M hello.txt" "$(git status --porcelain)"
    reset

    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    echo "DATABASE_URL=\${DATABASE_URL}" >app.env
    check "git commit: staged, but mended in the work tree" refused "app.env:1" -- git commit -m leak
    reset
    echo clean >app.env
    git add app.env
    echo "DATABASE_URL=$leak" >app.env
    check "git commit: clean, but not in the work tree" 0 -- git commit -q -m clean
    reset

    git switch -q -c side
    echo "DATABASE_URL=$leak" >side.env
    git add side.env
    git commit -q --no-verify -m leak
    git switch -q main
    mkdir -p sub
    echo "DATABASE_URL=$leak" >sub/app.env
    git add sub
    check "git commit: from a subdirectory" refused "sub/app.env" -- git -C sub commit -m leak
    reset

    git worktree add -q "$repo.linked" -b linked
    cd "$repo.linked"
    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    check "git commit: in a linked work tree" refused "app.env" -- git commit -m leak
    cd "$repo"

    check "git: install for pushes" 0 -- dsnitch install --hook pre-push
    check "git push: clean" 0 -- git push -q origin main
    check "git push: a new branch with a leak" refused "side.env" -- git push origin side
    check "git push: a deletion" 0 -- git push -q origin :refs/heads/none main
    same "git push: nothing of it arrived" "" "$(git ls-remote origin side)"

    local index head
    index=$(sha256sum .git/index)
    head=$(git rev-parse HEAD)
    check "dsnitch: scans and leaves the repository alone" 0 -- dsnitch
    same "dsnitch: the index is as it was" "$index" "$(sha256sum .git/index)"
    same "dsnitch: and HEAD" "$head" "$(git rev-parse HEAD)"

    check "git: uninstall" 0 "uninstalled: " -- dsnitch uninstall
    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    check "git commit: without the hook nothing stands in the way" 0 -- git commit -q -m leak
}

# --- the frameworks -------------------------------------------------------------------------------------------

# configure COMMIT_HOOK [ARGS]: writes a configuration of that hook, with these `args`, and of the push hook.
configure() {
    cat >.pre-commit-config.yaml <<END
repos:
  - repo: $hooks
    rev: $revision
    hooks:
      - id: $1${2:+
        args: $2}
      - id: $1-push
END
    git add .pre-commit-config.yaml
    git commit -q --no-verify -m "configuration"
}

framework() {
    local tool=$1
    fresh "$tool"
    configure dsnitch-system
    check "$tool: install" 0 -- "$tool" install --hook-type pre-commit --hook-type pre-push

    echo clean >clean.txt
    git add clean.txt
    check "$tool: a clean commit is made" 0 "Passed" -- git commit -m clean
    same "$tool: and counted" 3 "$(commits)"

    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    check "$tool: a commit with a secret" refused "app.env:1" -- git commit -m leak
    check "$tool: git commit --amend" refused "app.env:1" -- git commit --amend --no-edit
    check "$tool: run" refused "app.env:1" -- "$tool" run
    git rm -q --cached app.env
    rm app.env

    echo "url = $leak" >>hello.txt
    check "$tool: git commit -a" refused "hello.txt:2" -- git commit -a -m leak
    check "$tool: git commit PATH" refused "hello.txt:2" -- git commit -m leak hello.txt
    reset

    # Files that a filter by type or by name would skip.
    echo "DATABASE_URL=$leak" >.env
    git add -f .env
    check "$tool: a dotfile" refused ".env:1" -- git commit -m leak
    reset
    echo "DATABASE_URL=$leak" >settings
    git add settings
    check "$tool: a file without an extension" refused "settings:1" -- git commit -m leak
    reset
    ln -s "$leak" link
    git add link
    check "$tool: a symbolic link's target" refused "link:1" -- git commit -m leak
    reset
    printf '#!/bin/sh\npsql %s\n' "$leak" >run-it
    chmod +x run-it
    git add run-it
    check "$tool: an executable" refused "run-it:2" -- git commit -m leak
    reset
    mkdir -p "a dir"
    echo "DATABASE_URL=$leak" >"a dir/with 'quotes' é.txt"
    git add "a dir"
    check "$tool: a name with blanks and quotes" refused "with 'quotes'" -- git commit -m leak
    reset
    # Too many files for one command line make a framework split the list.
    for n in $(seq 1 40); do echo "DATABASE_URL=$leak" >"many-$n.env"; done
    git add .
    check "$tool: many files" refused "many-40.env" -- git commit -m leak
    reset

    # Committed earlier with the gate bypassed.
    echo "DATABASE_URL=$leak" >earlier.env
    git add earlier.env
    git commit -q --no-verify -m leak
    check "$tool: run --all-files finds what was committed earlier" refused "earlier.env:1" -- "$tool" run --all-files
    check "$tool: run --files" refused "earlier.env:1" -- "$tool" run --files earlier.env
    check "$tool: run --files, another" 0 -- "$tool" run --files hello.txt

    check "$tool: the push of a new branch" refused "earlier.env:1" -- git push origin main
    same "$tool: nothing of it arrived" "" "$(git ls-remote origin)"
    git reset -q --hard HEAD~1
    check "$tool: a clean push" 0 -- git push -q origin main
    echo "DATABASE_URL=$leak" >later.env
    git add later.env
    git commit -q --no-verify -m leak
    git rm -q later.env
    git commit -q --no-verify -m "taken out again"
    check "$tool: a push whose history has it" refused "later.env:1" -- git push origin main
    git reset -q --hard HEAD~2
    check "$tool: SKIP is the deliberate way past" 0 -- skipping "$tool"
}

# guarded NAME: checks that a clean commit is made, and one with a secret is refused by dsnitch.
guarded() {
    echo "$1" >>hello.txt
    git add hello.txt
    check "$1: a clean commit is made" 0 -- git commit -q -m clean
    echo "DATABASE_URL=$leak" >stays.env
    git add stays.env
    check "$1: a commit with a secret" refused "stays.env:1" -- git commit -m leak
    git rm -q --cached stays.env
    rm stays.env
}

# dsnitch and a framework, installed in turns: both run, in any order.
in_turns() {
    local tool=$1
    fresh "$tool-turns"
    printf 'repos:\n- repo: local\n  hooks:\n  - {id: own, name: own, entry: "true", language: system}\n' >.pre-commit-config.yaml
    git add .pre-commit-config.yaml
    git commit -q --no-verify -m "configuration"
    check "$tool: dsnitch comes first" 0 -- dsnitch install
    check "$tool: then the framework" 0 -- "$tool" install
    guarded "$tool second"
    check "$tool: dsnitch again" 0 "runs it before its own hooks" -- dsnitch install
    check "$tool: the framework again" 0 -- "$tool" install
    guarded "$tool twice"
    check "$tool: the lines are written" 0 "added to .pre-commit-config.yaml" -- dsnitch install --write
    git add .pre-commit-config.yaml
    guarded "$tool by its configuration"
    check "$tool: all is taken away" 0 -- dsnitch uninstall
    check "$tool: the written lines too" 1 -- grep dsnitch .pre-commit-config.yaml
}

# Words that look like options, commands or other arguments, used as file names.
names=(
    --help -h --version -V --quiet -q --explain --reveal --output --output=x --output=report.json --config
    --config=nothing.toml --config-from=HEAD --profile --profile=relaxed --format=json --color=never -x --- -- -
    @file help staged files history install uninstall
)

# named NAME: checks that a commit of files with all those names and of a leak is refused, and so is one with a leak in
# a file of each name.
named() {
    local name before
    before=$(git rev-parse HEAD)
    for name in "${names[@]}"; do echo clean >"./$name"; done
    echo "DATABASE_URL=$leak" >zz.env
    git add -A
    check "$1: names that are no names, all at once" refused -- git commit -m leak
    same "$1: and nothing is written" "" "$(ls report.json x 2>/dev/null)"
    reset
    for name in "${names[@]}"; do
        echo clean >"./$name"
        echo "DATABASE_URL=$leak" >zz.env
        git add -A
        check "$1: beside a file called $name" refused -- git commit -m leak
        reset
    done
    for name in --help -V -q --profile=relaxed --output=x -- - help; do
        echo "DATABASE_URL=$leak" >"./$name"
        git add -A
        check "$1: in a file called $name" refused -- git commit -m leak
        reset
    done
    same "$1: nothing of it is committed" "$before" "$(git rev-parse HEAD)"
    echo clean >clean-again.txt
    git add -A
    check "$1: a clean commit is made" 0 -- git commit -q -m clean
    git reset -q --hard HEAD~1
}

# The same in a framework, with the `args` of the hook and with a user's own.
framework_names() {
    local tool=$1 with count=0 name
    for with in '' '[--profile, strict]' '[--profile=strict, "--"]' '[--color=never, --quiet]'; do
        count=$((count + 1))
        fresh "$tool-names-$count"
        configure dsnitch-system "$with"
        "$tool" install >/dev/null
        named "$tool, args ${with:-as they are}"
    done
    for name in "${names[@]}"; do echo clean >"./$name"; done
    git add -A
    git commit -q --no-verify -m "names"
    check "$tool: run --all-files, with names that are no names" refused -- "$tool" run --all-files
    configure dsnitch-system
    check "$tool: run --all-files, and an end of options" 0 -- "$tool" run --all-files
    echo "DATABASE_URL=$leak" >./--help
    git add -A
    git commit -q --no-verify -m leak
    check "$tool: run --all-files finds it there" refused "--help:1" -- "$tool" run --all-files
}

# The lines of the README, run by their managers.
managers() {
    # Without scripts: those of lefthook would install hooks in the current directory.
    local node=$work/node
    if ! command -v npm >/dev/null; then
        echo "skipped lefthook, husky, lint-staged: no npm here"
        return
    fi
    mkdir "$node"
    echo '{"name": "managers", "version": "1.0.0", "private": true}' >"$node/package.json"
    if ! npm install --prefix "$node" --silent --no-audit --no-fund --ignore-scripts lefthook husky lint-staged >"$node/log" 2>&1; then
        echo "skipped lefthook, husky, lint-staged: npm cannot install them"
        return
    fi
    local PATH=$node/node_modules/.bin:$PATH

    fresh lefthook
    readme_block '^pre-commit:$' >lefthook.yml
    git add -A
    git commit -q --no-verify -m "configuration"
    lefthook install >/dev/null 2>&1
    named lefthook
    fresh lefthook-stays
    printf 'pre-commit:\n  parallel: true\n  commands:\n    own:\n      run: "true"\n' >lefthook.yml
    git add -A
    git commit -q --no-verify -m "configuration"
    lefthook install >/dev/null 2>&1
    check "lefthook: its hook is left alone" 2 "run: dsnitch staged" -- dsnitch install
    check "lefthook: the lines are written" 0 "added to lefthook.yml" -- dsnitch install --write
    git add lefthook.yml
    guarded "lefthook, before it synchronises"
    lefthook install --force >/dev/null 2>&1
    echo "# a change" >>lefthook.yml
    guarded "lefthook, twice synchronised"
    check "lefthook: installed is installed" 0 "lefthook runs dsnitch" -- dsnitch install

    cd "$work/repo-lefthook"
    sed -i 's/run: dsnitch staged/run: dsnitch staged -- {staged_files}/' lefthook.yml
    git commit -q --no-verify -a -m "with names"
    named "lefthook with names"

    fresh husky
    husky >/dev/null
    readme_block '^dsnitch staged$' >.husky/pre-commit
    git add -A
    git commit -q --no-verify -m "configuration"
    named husky
    fresh husky-stays
    husky >/dev/null
    check "husky: its hooks are left alone" 2 "dsnitch staged" -- dsnitch install
    check "husky: the line is written" 0 "added to .husky/pre-commit" -- dsnitch install --write
    git add -A
    guarded "husky"
    husky >/dev/null
    check "husky: synchronised, and installed is installed" 0 "husky runs dsnitch" -- dsnitch install
    husky >/dev/null
    guarded "husky, twice synchronised"

    fresh lint-staged
    readme_block '"dsnitch staged --"' >.lintstagedrc.json
    printf '#!/bin/sh\nexec lint-staged\n' >.git/hooks/pre-commit
    chmod +x .git/hooks/pre-commit
    git add -A
    git commit -q --no-verify -m "configuration"
    named lint-staged

    [ -n "${DSNITCH_FRAMEWORK_WHEELS:-}" ] || return 0
    # The same lines, with the dsnitch that npm installs, and no other.
    npm install --prefix "$node" --silent --no-audit --no-fund --offline "$DSNITCH_FRAMEWORK_WHEELS"/dsnitch-*.tgz
    mv "$work/bin/dsnitch" "$work/dsnitch.away"
    local manager
    for manager in husky lint-staged; do
        cd "$work/repo-$manager"
        echo "DATABASE_URL=$leak" >npm.env
        git add npm.env
        check "$manager: with the package of npm" refused "npm.env:1" -- git commit -m leak
        echo clean >npm.env
        git add npm.env
        check "$manager: with the package of npm, a clean commit" 0 -- git commit -q -m clean
    done
    mv "$work/dsnitch.away" "$work/bin/dsnitch"
}

# Returns the block of the README that contains a line.
readme_block() {
    awk -v line="$1" '
        /^```/ { if (inside && found) { printf "%s", block; exit } inside = !inside; found = 0; block = ""; next }
        inside { block = block $0 "\n"; if ($0 ~ line) found = 1 }
    ' "$source_dir/README.md"
}

skipping() {
    echo "DATABASE_URL=$leak" >skipped.env
    git add skipped.env
    SKIP=dsnitch-system git commit -q -m "on purpose"
}

# language: rust, built by the framework itself.
built() {
    local tool=$1
    fresh "$tool-built"
    configure dsnitch-src
    mv "$work/bin/dsnitch" "$work/dsnitch.away"
    check "$tool: builds from source; a clean run" 0 -- "$tool" run --all-files
    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    check "$tool: what it built refuses" refused "app.env:1" -- "$tool" run
    mv "$work/dsnitch.away" "$work/bin/dsnitch"
}

# language: python, which installs the wheel: on a machine without Rust and without a network. pip builds the shim with
# setuptools from the same folder.
packaged() {
    local tool=$1 took used system TIMEFORMAT='%0R %0U %0S'
    local -x PATH=$work/bare PRE_COMMIT_HOME=$work/bare-$tool PREK_HOME=$work/bare-$tool
    local -x PIP_NO_INDEX=1 PIP_FIND_LINKS=$wheels UV_OFFLINE=1 UV_FIND_LINKS=$wheels UV_CACHE_DIR=$work/bare-uv PIP_CACHE_DIR=$work/bare-pip
    fresh "$tool-packaged"
    configure dsnitch
    sed -i '1i default_install_hook_types: [pre-commit, pre-push]' .pre-commit-config.yaml
    git commit -q --no-verify -a -m "kinds of hooks"
    check "$tool: no Rust here" refused -- cargo --version
    echo "DATABASE_URL=$leak" >app.env
    git add app.env
    {
        time {
            check "$tool: install, of both kinds" 0 -- "$tool" install
            check "$tool: a commit, with nothing installed yet" refused "app.env:1" -- git commit -m leak
        }
    } 2>"$work/took"
    # Where other programs have the processor for most of the time, the time that it had itself counts, and has to be shorter.
    took=$(<"$work/took")
    read -r took used system <<<"${took##*$'\n'}"
    used=$((used + system))
    verdict "$tool: from nothing to a refused commit in less than 15 seconds, or 10 of the processor's ($took, $used)" \
        "$([ "$took" -lt 15 ] || [ "$used" -lt 10 ] || echo "took $took, $used")" ""
    git rm -q --cached app.env
    rm app.env
    echo clean >clean.txt
    git add clean.txt
    check "$tool: a clean commit is made" 0 -- git commit -q -m clean
    check "$tool: a clean push" 0 -- git push -q origin main
    echo "DATABASE_URL=$leak" >side.env
    git add side.env
    git commit -q --no-verify -m leak
    check "$tool: a push with a secret" refused "side.env:1" -- git push origin main
    check "$tool: run --from-ref --to-ref" refused "side.env:1" -- "$tool" run --from-ref HEAD~1 --to-ref HEAD
    check "$tool: run --from-ref --to-ref, clean" 0 -- "$tool" run --from-ref HEAD~2 --to-ref HEAD~1
    check "$tool: run --all-files" refused "side.env:1" -- "$tool" run --all-files
}

# The folder of wheels, and a PATH as on such a machine. prek uses uv, which it would otherwise download.
bare_machine() {
    wheels=$work/wheels
    mkdir "$wheels" "$work/bare"
    cp "$DSNITCH_FRAMEWORK_WHEELS"/*.whl "$wheels/"
    "$venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$wheels" setuptools wheel
    local program
    for program in sh bash env git python3 uname cat sed grep rm mkdir ls readlink dirname basename; do
        # Not a link: python3 finds its libraries relative to the name by which it was called.
        printf '#!/bin/sh\nexec "%s" "$@"\n' "$(PATH=/usr/local/bin:/usr/bin:/bin command -v "$program")" >"$work/bare/$program"
        chmod +x "$work/bare/$program"
    done
    ln -s "$venv/bin/pre-commit" "$venv/bin/prek" "$venv/bin/uv" "$work/bare/"
}

plain_git
fresh git-names
dsnitch install >/dev/null
named git
framework pre-commit
framework prek
in_turns pre-commit
in_turns prek
framework_names pre-commit
framework_names prek
managers
if [ -n "${DSNITCH_FRAMEWORK_WHEELS:-}" ]; then
    bare_machine
    packaged pre-commit
    packaged prek
fi
build=${DSNITCH_FRAMEWORK_BUILD:-0}
[ "$build" = 0 ] || built pre-commit
[ "$build" != 2 ] || built prek

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
