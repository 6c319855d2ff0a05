#!/usr/bin/env python3
"""Puts a built dsnitch into what people install: an archive, a wheel, and the tarballs of npm.

    packaging/pack.py --binary PROGRAM --target TRIPLE --out DIRECTORY

The same program and the same commit give the same bytes: entries are sorted, owned by nobody and dated by
SOURCE_DATE_EPOCH (without it: the commit's date). A program for Linux has to be static, since the names of the packages
promise any distribution. Python 3.11 or later; nothing else is needed.
"""

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

# A static program runs on every Linux: pip takes the first tag on glibc and the second on musl. With the second alone pip on
# glibc has taken the wheel of macOS for other projects.
LINUX = "manylinux_2_17_{cpu}.musllinux_1_2_{cpu}"
# target: name of the archive and of npm's package, npm's `os` and `cpu`, tag of the wheel
TARGETS = {
    "x86_64-unknown-linux-gnu": ("linux-x64", "linux", "x64", LINUX.format(cpu="x86_64")),
    "x86_64-unknown-linux-musl": ("linux-x64", "linux", "x64", LINUX.format(cpu="x86_64")),
    "aarch64-unknown-linux-musl": ("linux-arm64", "linux", "arm64", LINUX.format(cpu="aarch64")),
    "x86_64-apple-darwin": ("darwin-x64", "darwin", "x64", "macosx_10_12_x86_64"),
    "aarch64-apple-darwin": ("darwin-arm64", "darwin", "arm64", "macosx_11_0_arm64"),
}
# What the package of npm that everybody names takes one of.
PLATFORMS = sorted({name for name, *_ in TARGETS.values()})

LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"]


def fail(message):
    sys.exit(f"pack: {message}")


def manifest():
    """The `[package]` table of Cargo.toml."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]


def epoch():
    """The date of every entry, in seconds since 1970."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is None:
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    return int(said)


def is_static(program):
    """Whether an ELF program asks for no dynamic linker."""
    if program[:6] != b"\x7fELF\x02\x01":
        fail("not a 64-bit little-endian ELF program")
    offset, = struct.unpack_from("<Q", program, 32)
    size, count = struct.unpack_from("<HH", program, 54)
    kinds = [struct.unpack_from("<I", program, offset + size * number)[0] for number in range(count)]
    return 3 not in kinds  # PT_INTERP


# What stands in the program (src/cli/origin.rs) for what it was packed as, for `dsnitch --version`.
PACKED, LENGTH = b"dsnitch was packed as: ", 9


def stamped(program, word):
    """The program, saying that it was packed as `word`."""
    if program.count(PACKED) != 1:
        fail(f"the program says {program.count(PACKED)} times what it was packed as, not once")
    at = program.index(PACKED) + len(PACKED)
    program = program[:at] + word.encode().ljust(LENGTH) + program[at + LENGTH :]
    return program if program[:4] == b"\x7fELF" else signed(program)


def signed(program):
    """The program of macOS with a signature over what it is now: without one its kernel ends it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "dsnitch")
        path.write_bytes(program)
        subprocess.run(["codesign", "--force", "--sign", "-", path], check=True)
        return path.read_bytes()


def tar_gz(entries, when):
    """A gzipped tar of `(name, bytes, mode)`, without anything of this machine."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data, mode in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), mode, when
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), compresslevel=9, mtime=when)


def archive(package, program, when):
    top = f"dsnitch-{package['version']}"
    texts = ["CHANGELOG.md", "README.md", "SECURITY.md", *LICENSES]
    entries = [(f"{top}/dsnitch", stamped(program, "archive"), 0o755)]
    entries += [(f"{top}/{name}", (ROOT / name).read_bytes(), 0o644) for name in texts]
    return tar_gz(entries, when)


def wheel(package, program, tag, when):
    """The wheel of a program: pip puts it into the environment's folder of programs, and runs nothing."""
    project = tomllib.loads((HERE / "pypi" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], package["version"]
    info = f"{name}-{version}.dist-info"
    fields = [
        "Metadata-Version: 2.4",
        f"Name: {name}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"Keywords: {','.join(project['keywords'])}",
        f"License-Expression: {project['license']}",
        *(f"License-File: {name}" for name in LICENSES),
        *(f"Classifier: {line}" for line in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM",
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tags = "".join(f"Tag: py3-none-{one}\n" for one in tag.split("."))
    entries = [
        (f"{name}-{version}.data/scripts/dsnitch", stamped(program, "wheel"), 0o755),
        *((f"{info}/licenses/{one}", (ROOT / one).read_bytes(), 0o644) for one in LICENSES),
        (f"{info}/METADATA", ("\n".join(fields) + "\n\n" + readme).encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: dsnitch\nRoot-Is-Purelib: false\n{tags}".encode(), 0o644),
    ]
    record = ""
    for path, data, _ in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(data)}\n"
    entries.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    out = io.BytesIO()
    # A zip knows no date before 1980.
    date = time.gmtime(max(when, 315532800))[:6]
    with zipfile.ZipFile(out, "w") as file:
        for path, data, mode in entries:
            entry = zipfile.ZipInfo(path, date)
            entry.create_system, entry.external_attr = 3, (0o100000 | mode) << 16
            file.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return f"{name}-{version}-py3-none-{tag}.whl", out.getvalue()


def npm_manifest(package, name, description, more):
    return (
        json.dumps(
            {
                "name": name,
                "version": package["version"],
                "description": description,
                "license": f"({package['license']})",
                "keywords": package["keywords"],
                **more,
            },
            indent=2,
        )
        + "\n"
    ).encode()


def npm_platform(package, program, name, system, cpu, when):
    """The program for one system. Without the field `libc`: npm would refuse a static program on the other one."""
    about = f"The program of dsnitch for {name}: install the package dsnitch, which takes the one that fits"
    more = {"os": [system], "cpu": [cpu], "preferUnplugged": True, "files": ["bin"]}
    entries = [
        ("package/package.json", npm_manifest(package, f"dsnitch-{name}", about, more), 0o644),
        ("package/bin/dsnitch", stamped(program, "npm"), 0o755),
        *((f"package/{one}", (ROOT / one).read_bytes(), 0o644) for one in LICENSES),
    ]
    return f"dsnitch-{name}-{package['version']}.tgz", tar_gz(entries, when)


def npm_main(package, when):
    """The package that people name: a launcher, and one optional dependency for each system. No script runs at install."""
    more = {
        "bin": {"dsnitch": "bin/dsnitch.js"},
        "files": ["bin"],
        "engines": {"node": ">=18"},
        "optionalDependencies": {f"dsnitch-{name}": package["version"] for name in PLATFORMS},
    }
    entries = [
        ("package/package.json", npm_manifest(package, "dsnitch", package["description"], more), 0o644),
        ("package/bin/dsnitch.js", (HERE / "npm" / "dsnitch.js").read_bytes(), 0o755),
        ("package/README.md", (ROOT / "README.md").read_bytes(), 0o644),
        *((f"package/{one}", (ROOT / one).read_bytes(), 0o644) for one in LICENSES),
    ]
    return f"dsnitch-{package['version']}.tgz", tar_gz(entries, when)


def main():
    parser = argparse.ArgumentParser(description="Puts a built dsnitch into an archive, a wheel and npm's tarballs.")
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--target", required=True, choices=sorted(TARGETS))
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    program = options.binary.read_bytes()
    name, system, cpu, tag = TARGETS[options.target]
    if system == "linux" and not is_static(program):
        fail(f"{options.binary} asks for a dynamic linker: packaging/build.sh builds a static one")
    package, when = manifest(), epoch()
    files = dict(
        [
            (f"dsnitch-{package['version']}-{name}.tar.gz", archive(package, program, when)),
            wheel(package, program, tag, when),
            npm_platform(package, program, name, system, cpu, when),
            npm_main(package, when),
        ]
    )
    options.out.mkdir(parents=True, exist_ok=True)
    for path, data in sorted(files.items()):
        (options.out / path).write_bytes(data)
        print(f"{len(data):>9}  {path}")


if __name__ == "__main__":
    main()
