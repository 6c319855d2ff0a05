#!/usr/bin/env bash
# Step of action.yml: scans, and ends as dsnitch ends. What the workflow says comes in variables, and no word of it is read as
# code.
#
# RANGE         the range, or nothing: then what the event brings in
# CONFIG_FROM   the revision whose configuration counts: what is being scanned must not excuse itself
# PROFILE       strict, balanced, relaxed, or nothing
# FORMAT        what goes to the log
# REPORTS       FORMAT=FILE, one on each line
set -euo pipefail

options=(--config-from="$CONFIG_FROM" --format="$FORMAT")
[ -z "$PROFILE" ] || options+=(--profile="$PROFILE")
while IFS= read -r report; do
    [ -z "$report" ] || options+=(--report="$report")
done <<<"$REPORTS"
case $RANGE in
-*)
    echo "::error title=dsnitch::the range '$RANGE' reads like an option, so nothing was scanned" >&2
    exit 2
    ;;
esac
status=0
dsnitch range "${options[@]}" ${RANGE:+"$RANGE"} || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
exit "$status"
