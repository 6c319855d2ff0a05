#!/bin/sh
# Counts the instructions of the staged scan and compares them with what was recorded: a guard against start-up work
# creeping in that a busy machine cannot upset, as it upsets times. Run from the top of the repository:
#
#     benches/instructions.sh [target/release/dsnitch]     compare; status 1 when a count is out of bounds
#     benches/instructions.sh --record [BINARY]            print the counts to put here
#
# The dynamic linker differs between machines, so only what `main` does is counted. libc, the compiler and the way in
# which it was told to optimise still move the counts by some percent, and so does a rule more: a fifth is let through.
# What this is for costs more: clap 390,000, libgit2 opening a repository 150,000, the path globs of all rules 1,500,000.
# Without valgrind nothing is measured, and that is said.
set -eu

# Recorded with the release profile on x86_64: nothing staged; one changed file of 40 lines.
empty=201828
one_file=331154

record=no
[ "${1-}" = --record ] && { record=yes; shift; }
binary=$(realpath "${1-target/release/dsnitch}")
command -v valgrind >/dev/null || { echo "instructions: no valgrind here, nothing is measured"; exit 0; }
[ "$(uname -m)" = x86_64 ] || { echo "instructions: recorded on x86_64 only, nothing is measured"; exit 0; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
mkdir "$folder/repo"
cd "$folder/repo"
git init -q -b main
for n in 1 2 3 4 5 6 7 8 9 10; do mkdir "d$n"; seq 1 40 >"d$n/f.txt"; done
# Written long ago: what git has seen change within the second of its index it adds again, and forgets the tree of it.
find . -path ./.git -prune -o -type f -exec touch -d 2020-01-01 {} +
git add .
git -c user.name=a -c user.email=a@example.org commit -qm base

count() {
    valgrind --tool=callgrind --toggle-collect=main --callgrind-out-file=/dev/null "$binary" staged 2>&1 |
        sed -n 's/.*Collected : *//p'
}
measured_empty=$(count)
echo "one more line" >>d3/f.txt
git add .
measured_one=$(count)
[ -n "$measured_empty" ] && [ -n "$measured_one" ] || { echo "instructions: valgrind counted nothing"; exit 1; }

if [ "$record" = yes ]; then
    echo "empty=$measured_empty"
    echo "one_file=$measured_one"
    exit 0
fi
status=0
compare() {
    percent=$(($2 * 100 / $3))
    echo "instructions: $1: $2, $percent % of the $3 recorded (at most 120 %)"
    [ "$percent" -le 120 ] || status=1
}
compare "nothing staged" "$measured_empty" "$empty"
compare "one file" "$measured_one" "$one_file"
exit $status
