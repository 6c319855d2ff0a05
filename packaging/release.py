#!/usr/bin/env python3
"""The version, which stands in several files, and the files of a release.

    packaging/release.py check [--tag v1.2.3]   every file has the version of Cargo.toml (and that is the tag's)
    packaging/release.py bump 1.2.3             writes it everywhere, and dates what the changelog holds as unreleased
    packaging/release.py notes                  what the changelog says of this version
    packaging/release.py sums DIRECTORY         the files of all platforms are there: writes their SHA256SUMS

Status 1 says what is wrong, each line with its file.
"""

import argparse
import datetime
import hashlib
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from pack import PLATFORMS, ROOT, TARGETS, manifest  # noqa: E402

NUMBER = r"([0-9]+\.[0-9]+\.[0-9]+(?:-(?:alpha|beta|rc)\.[0-9]+)?)"
LOCKED = rf'(?m)^name = "dsnitch"\nversion = "{NUMBER}"$'
# In reports that are shown, which tests/formats.sh makes again and compares.
REPORTED = rf'(?:"name": ?"dsnitch", ?"version": ?"|"semanticVersion": ?"|Written by dsnitch ){NUMBER}'
# Where the version stands. Each pattern has it as its only group; each must be there at least once.
PLACES = [
    ("Cargo.toml", rf'(?m)^version = "{NUMBER}"$'),
    ("Cargo.lock", LOCKED),
    ("fuzz/Cargo.lock", LOCKED),
    ("setup.py", rf"dsnitch=={NUMBER}"),
    ("action.yml", rf"(?m)^    default: {NUMBER}$"),
    ("templates/scan.yml", rf"dsnitch=={NUMBER}"),
    ("README.md", rf"rev: v{NUMBER}"),
    ("docs/install.md", rf"(?:dsnitch==|dsnitch@|rev: v|dsnitch-|ref: v|/dsnitch/scan@){NUMBER}"),
    ("docs/output.md", REPORTED),
    *(
        (f"examples/formats/{scan}.{form}", REPORTED)
        for scan in ("staged", "history")
        for form in ("gitlab.json", "html", "json", "jsonl", "sarif")
    ),
]
UNRELEASED = "## Unreleased"


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def fail(lines):
    sys.exit("\n".join(f"release: {line}" for line in lines))


def disagreements(version):
    """Where another version stands, or none."""
    for name, pattern in PLACES:
        found = re.findall(pattern, read(name))
        if not found:
            yield f"{name}: no version is where one was ({pattern})"
        for other in sorted(set(found) - {version}):
            yield f"{name}: the version is {other}, and {version} in Cargo.toml"


def section(version):
    """What the changelog says of that version, without its heading."""
    found = re.search(rf"(?ms)^## {re.escape(version)}(?: .*?)?\n(.*?)(?=^## |\Z)", read("CHANGELOG.md"))
    return found and found[1].strip()


def check(options):
    version = manifest()["version"]
    wrong = list(disagreements(version))
    if options.tag is not None:
        if options.tag != f"v{version}":
            wrong.append(f"the tag is {options.tag}, and the version {version}")
        if not section(version):
            wrong.append(f"CHANGELOG.md: no section '## {version}': packaging/release.py bump {version} makes it")
    if wrong:
        fail(wrong)
    print(f"{version}, in {len(PLACES)} files")


def bump(options):
    if not re.fullmatch(NUMBER, options.version):
        fail([f"{options.version} is no version like 1.2.3"])

    def put(match):
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        return match[0][:start] + options.version + match[0][end:]

    for name, pattern in PLACES:
        text, count = re.subn(pattern, put, read(name))
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {count}")
    changes = read("CHANGELOG.md")
    if section(options.version) is None:
        heading = f"{UNRELEASED}\n\n## {options.version} - {datetime.date.today().isoformat()}"
        (ROOT / "CHANGELOG.md").write_text(changes.replace(UNRELEASED, heading, 1), encoding="utf-8")


def notes(_):
    version = manifest()["version"]
    text = section(version)
    if not text:
        fail([f"CHANGELOG.md: nothing about {version}"])
    print(text)


def sums(options):
    version = manifest()["version"]
    tags = {name: tag for name, _, _, tag in TARGETS.values()}
    wanted = {f"dsnitch-{version}.tgz", f"dsnitch-{version}.crate", "dsnitch.cdx.json"}
    for name in PLATFORMS:
        wanted |= {
            f"dsnitch-{version}-{name}.tar.gz",
            f"dsnitch-{name}-{version}.tgz",
            f"dsnitch-{version}-py3-none-{tags[name]}.whl",
        }
    there = {file.name for file in options.directory.iterdir()} - {"SHA256SUMS"}
    wrong = [f"{name} is missing" for name in sorted(wanted - there)]
    # A wheel for any system would be taken where no program in it can run.
    wrong += [f"{name} is none of a release" for name in sorted(there - wanted)]
    if wrong:
        fail(wrong)
    lines = [
        f"{hashlib.sha256((options.directory / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(wanted)
    ]
    (options.directory / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} files")


def main():
    parser = argparse.ArgumentParser(description="The version in every file, and the files of a release.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("check")
    command.add_argument("--tag")
    command.set_defaults(run=check)
    command = commands.add_parser("bump")
    command.add_argument("version")
    command.set_defaults(run=bump)
    commands.add_parser("notes").set_defaults(run=notes)
    command = commands.add_parser("sums")
    command.add_argument("directory", type=pathlib.Path)
    command.set_defaults(run=sums)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
