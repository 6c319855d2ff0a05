#!/usr/bin/env bash
# Builds the commit that is checked out twice, in clones with names of different lengths and with target folders of their
# own, and compares what comes out, byte for byte. Takes twice as long as packaging/build.sh.
#
#   packaging/reproduced.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for clone in one another-one; do
    git clone -q --no-hardlinks "$root" "$work/$clone"
    CARGO_TARGET_DIR=$work/target-$clone bash "$work/$clone/packaging/build.sh" "$work/out-$clone"
    rm -rf "$work/target-$clone"
done
diff -r "$work/out-one" "$work/out-another-one"
printf '%s files are the same, byte for byte\n' "$(find "$work/out-one" -type f | wc -l)"
