#!/usr/bin/env bash
# Step of action.yml: puts the program of a release into a folder, and that folder on PATH. The sum of the archive is compared
# before it is unpacked, with SHA256 where the workflow says it, else with the sums that the release holds.
#
# FROM      where the files of the release are, without the last slash
# VERSION   its version, without the v
# SHA256    the sum of the archive, or nothing
set -euo pipefail

refuse() {
    echo "::error title=dsnitch::$1, so nothing was scanned" >&2
    exit 2
}

case $(uname -s)-$(uname -m) in
Linux-x86_64) platform=linux-x64 ;;
Linux-aarch64) platform=linux-arm64 ;;
Darwin-x86_64) platform=darwin-x64 ;;
Darwin-arm64) platform=darwin-arm64 ;;
*) refuse "there is no dsnitch for $(uname -s) on $(uname -m)" ;;
esac
case $VERSION in
'' | *[!0-9A-Za-z.+-]*) refuse "the version has to be a number like 0.1.0" ;;
esac
folder=$RUNNER_TEMP/dsnitch-$VERSION
archive=dsnitch-$VERSION-$platform.tar.gz
mkdir -p "$folder"
cd "$folder"

fetch() {
    curl --fail --silent --show-error --location --retry 3 --output "$1" "$FROM/$1" || refuse "$FROM/$1 cannot be had"
}

fetch "$archive"
wanted=${SHA256:-}
if [ -z "$wanted" ]; then
    fetch SHA256SUMS
    wanted=$(awk -v name="$archive" '$2 == name { print $1 }' SHA256SUMS)
    [ -n "$wanted" ] || refuse "SHA256SUMS of version $VERSION has no line for $archive"
fi
found=$({ sha256sum "$archive" 2>/dev/null || shasum -a 256 "$archive"; } | awk '{ print $1 }')
[ "$found" = "$wanted" ] || refuse "the sum of $archive is $found and should be $wanted"

tar -xzf "$archive" --strip-components=1
./dsnitch --version
echo "$folder" >>"$GITHUB_PATH"
