#!/usr/bin/env bash
# Builds what is handed out for one platform: the program, in an archive, a wheel and npm's tarballs.
#
#   packaging/build.sh OUT [TARGET]
#
# It needs Rust and Python 3.11. TARGET is a triple of packaging/pack.py; without it, that of this machine, and on x86_64 Linux
# one that is linked with glibc's static libraries (Debian: libc6-dev). A program for Linux is always static: it needs no
# library, no locale file and no dynamic linker where it runs. OUT/dsnitch is the program, SHA256SUMS has the sum of each file.
#
# Two builds of one commit with the same compiler are the same bytes, wherever the clone, cargo's home and the target folder
# are (packaging/reproduced.sh builds twice and compares). Another compiler, linker or libc gives other bytes.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: $0 OUT [TARGET]" >&2
    exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
target=${2:-$(rustc -vV | sed -n 's/^host: //p')}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
folder=${CARGO_TARGET_DIR:-target}
case $folder in /*) ;; *) folder=$root/$folder ;; esac
home=${CARGO_HOME:-$HOME/.cargo}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0

flags=()
cflags=()
case $target in
*-linux-*)
    # Relocations packed as one bit each, and no tables for walking the stack, for a panic aborts: 1.2 MB less. What there is
    # in the compiled libraries of Rust and of libc goes when the program is linked. docs/design.md has what else was tried.
    flags+=(-Ctarget-feature=+crt-static "-Clink-arg=-Wl,-z,pack-relative-relocs" -Cforce-unwind-tables=no)
    flags+=("-Clink-arg=-Wl,-T,$root/packaging/no-unwinding.ld")
    cflags+=(-fno-asynchronous-unwind-tables -fno-unwind-tables)
    ;;
esac
# No message of the program names a path of this machine.
flags+=("--remap-path-prefix=$home=/cargo" "--remap-path-prefix=$root=/dsnitch" "--remap-path-prefix=$folder=/target")
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]}")
cflags+=("-ffile-prefix-map=$home=/cargo" "-ffile-prefix-map=$folder=/target")
export CARGO_ENCODED_RUSTFLAGS CFLAGS="${cflags[*]}"
unset RUSTFLAGS
cargo build --release --locked --config packaging/small.toml --target "$target" --target-dir "$folder"

# What is built has its symbols, for measuring and for reports of a fault; what is handed out is 1 MB smaller without.
strip -o "$out/dsnitch" "$folder/$target/release/dsnitch"
python3 packaging/pack.py --binary "$out/dsnitch" --target "$target" --out "$out"
cd "$out"
sums() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
sums -- *.tar.gz *.tgz *.whl >SHA256SUMS
