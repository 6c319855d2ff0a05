#!/usr/bin/env python3
"""What `dsnitch history` finds in real repositories, however they are stored, and what it should find.

    tests/identity.py BIN REPOSITORY...

Of a copy of each repository, reports are made with one thread and with two, and again after it was packed and
unpacked in all the ways that git has: all must be the same bytes. Then every blob that a commit wrote is written to a
file at its path, and `dsnitch files` scans them whole: the commits, paths and lines must be those that
`history --blame-all` names. Objects that are missing (a partial clone) are left out of it. Needs git and Python 3.11;
the repositories are only read. Exit status 1: something differs.
"""

import collections
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

SETTINGS = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.fsync=none"]
ENVIRONMENT = {**os.environ, "GIT_NO_REPLACE_OBJECTS": "1", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
# Number of commits and files passed to one process at a time.
AT_ONCE = 4000


def git(repository, *arguments, data=None, check=True):
    command = ["git", *SETTINGS, "-C", repository, *arguments]
    ran = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    if check and ran.returncode:
        raise SystemExit(f"{' '.join(command)}: status {ran.returncode}")
    return ran.stdout


def history(binary, repository, *arguments):
    ran = subprocess.run([binary, "history", "--format", "json", *arguments], cwd=repository, env=ENVIRONMENT,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return ran.stdout


def packs(repository, extension):
    directory = os.path.join(repository, "objects", "pack")
    return sorted(entry.path for entry in os.scandir(directory) if entry.name.endswith(extension))


def objects(repository):
    listing = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    return [line.split() for line in listing.splitlines()]


def replace_packs(repository, groups, *options):
    """Packs each group of ids, without asking what they lead to, and drops all that was there."""
    with tempfile.TemporaryDirectory(dir=repository) as new:
        for ids in groups:
            git(repository, "pack-objects", "-q", *options, os.path.join(new, "pack"), data=b"\n".join(ids) + b"\n")
        for directory in os.scandir(os.path.join(repository, "objects")):
            if len(directory.name) == 2 or directory.name == "pack":
                shutil.rmtree(directory.path)
        shutil.copytree(new, os.path.join(repository, "objects", "pack"))


def one_pack(repository, *options):
    replace_packs(repository, [[oid for oid, _ in objects(repository)]], *options)


def without_indexes_of_all(repository):
    for extension in (".rev", ".bitmap"):
        for path in packs(repository, extension):
            os.remove(path)
    shutil.rmtree(os.path.join(repository, "objects", "info"), ignore_errors=True)


def small_packs(repository):
    ids = [oid for oid, _ in objects(repository)]
    replace_packs(repository, [ids[start::23] for start in range(min(23, len(ids)))])


def loose(repository):
    directory = os.path.join(repository, "objects", "pack")
    aside = os.path.join(repository, "aside")
    os.rename(directory, aside)
    os.mkdir(directory)
    for entry in os.scandir(aside):
        if entry.name.endswith(".pack"):
            with open(entry.path, "rb") as pack:
                subprocess.run(["git", *SETTINGS, "-C", repository, "unpack-objects", "-q"], stdin=pack, check=True,
                               env=ENVIRONMENT)
    shutil.rmtree(aside)


def with_alternates(repository):
    """A repository with the same refs and no objects of its own."""
    other = repository + ".borrower"
    shutil.copytree(repository, other, ignore=shutil.ignore_patterns("objects"))
    os.makedirs(os.path.join(other, "objects", "info"))
    with open(os.path.join(other, "objects", "info", "alternates"), "w") as file:
        file.write(os.path.join(repository, "objects") + "\n")
    return other


def cloned(repository):
    other = repository + ".clone"
    git(".", "clone", "-q", "--mirror", "--no-local", repository, other)
    return other


def storage(binary, repository, is_whole):
    """Reports of the repository, stored in one way after the other: whether all are the same."""
    expected = history(binary, repository, "--jobs", "1")
    same = True

    def compare(name, repository):
        nonlocal same
        for jobs in ("1", "2"):
            found = history(binary, repository, "--jobs", jobs)
            if found != expected:
                same = False
                print(f"  {name}, {jobs} threads: the report differs", flush=True)

    compare("as it is", repository)
    if is_whole:
        git(repository, "repack", "-q", "-adf", "--depth=50")
        compare("repack -adf --depth=50", repository)
        git(repository, "gc", "-q", "--aggressive", "--prune=never")
        compare("gc --aggressive", repository)
        other = cloned(repository)
        compare("fresh clone", other)
        shutil.rmtree(other)
    else:
        one_pack(repository, "--no-reuse-delta", "--depth=50")
        compare("one pack, new deltas", repository)
        one_pack(repository, "--no-reuse-delta", "--no-reuse-object", "--depth=250", "--window=50")
        compare("one pack, long chains", repository)
    without_indexes_of_all(repository)
    compare("no reverse index", repository)
    other = with_alternates(repository)
    compare("alternates", other)
    shutil.rmtree(other)
    small_packs(repository)
    compare("many small packs", repository)
    git(repository, "multi-pack-index", "write")
    compare("multi-pack-index", repository)
    one_pack(repository, "--depth=0")
    compare("no deltas", repository)
    loose(repository)
    compare("loose objects", repository)
    digest = hashlib.sha256(expected).hexdigest()[:12]
    print(f"  stored in other ways: {'the same report' if same else 'DIFFERENT REPORTS'} ({digest})", flush=True)
    return same


def written(repository, missing):
    """What each commit wrote: (commit, path, blob), of a merge what none of its parents has."""
    commits = git(repository, "rev-list", "--all", "HEAD")
    tokens = git(repository, "diff-tree", "--stdin", "-r", "-c", "--root", "--no-renames", "-z", "--raw", data=commits)
    found, commit, entry = [], None, None
    for token in tokens.split(b"\0"):
        if entry is not None:
            colons = len(entry) - len(entry.lstrip(b":"))
            fields = entry[colons:].split()
            modes, blobs = fields[:colons + 1], fields[colons + 1:2 * colons + 2]
            kind, blob = modes[-1][:3], blobs[-1]
            is_same = any(mode[:3] == kind and old == blob for mode, old in zip(modes[:-1], blobs[:-1]))
            if kind in (b"100", b"120") and not is_same and blob not in missing:
                found.append((commit.decode(), token, blob))
            entry = None
        elif token.startswith(b":"):
            entry = token
        elif token.strip():
            commit = token.strip()
    return found


def batches(pairs):
    """Sets of (path, blob) that can be files in one directory: each path once, and none that is a directory of another."""
    versions = collections.defaultdict(list)
    for path, blob in pairs:
        versions[path].append(blob)
    while versions:
        batch, files, directories = [], set(), set()
        for path in sorted(versions):
            parents = {path[:at] for at in range(len(path)) if path[at:at + 1] == b"/"}
            if path in directories or parents & files:
                continue
            directories |= parents
            files.add(path)
            batch.append((path, versions[path].pop()))
            if not versions[path]:
                del versions[path]
            if len(batch) == AT_ONCE:
                break
        yield batch


def scanned_whole(binary, repository, pairs):
    """The lines and fingerprints that `dsnitch files` finds in each (path, blob)."""
    lines, fingerprints = collections.defaultdict(set), set()
    reader = subprocess.Popen(["git", *SETTINGS, "-C", repository, "cat-file", "--batch"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env=ENVIRONMENT)
    for batch in batches(pairs):
        blobs = dict(batch)
        with tempfile.TemporaryDirectory() as directory:
            for path, blob in batch:
                reader.stdin.write(blob + b"\n")
                reader.stdin.flush()
                size = int(reader.stdout.readline().split()[2])
                content = reader.stdout.read(size + 1)[:-1]
                target = os.path.join(os.fsencode(directory), path)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(content)
            ran = subprocess.run([binary, "files", "--format", "json", "."], cwd=directory, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, env={**ENVIRONMENT, "GIT_CEILING_DIRECTORIES": "/"})
            document = json.loads(ran.stdout)
            if document["verdict"] == "incomplete":
                raise SystemExit(f"dsnitch files: {document['coverage']['failures'][:3]}")
        for finding in document["findings"]:
            path = finding["path"].removeprefix("./").encode("utf-8", "surrogateescape")
            lines[path, blobs[path]].add(finding["line"])
            fingerprints.add(finding["fingerprint"])
    reader.stdin.close()
    reader.wait()
    return lines, fingerprints


def content(binary, repository, missing):
    """Whether the places that a history names are those of scanning every blob whole."""
    document = json.loads(history(binary, repository, "--blame-all"))
    told = {(place["commit"], place["path"].encode("utf-8", "surrogateescape"), place["line"])
            for finding in document["findings"] for place in finding.get("places") or () if place["commit"]}
    first = {(finding["commit"], finding["path"].encode("utf-8", "surrogateescape"), finding["line"])
             for finding in document["findings"]
             if finding["commit"] and not finding["path"].startswith(("commit:", "tag:"))}
    fingerprints = {finding["fingerprint"] for finding in document["findings"]
                    if finding["commit"] and not finding["path"].startswith(("commit:", "tag:"))}
    wrote = written(repository, missing)
    pairs = {(path, blob) for _, path, blob in wrote}
    lines, known = scanned_whole(binary, repository, pairs)
    expected = {(commit, path, line) for commit, path, blob in wrote for line in lines.get((path, blob), ())}
    same = True
    for name, some in (("missed", expected - told), ("told and not there", told - expected),
                       ("findings that are nowhere", first - expected)):
        if some:
            same = False
            print(f"  {name}: {len(some)}", flush=True)
            for commit, path, line in sorted(some)[:8]:
                print(f"    {commit[:12]} {os.fsdecode(path)}:{line}", flush=True)
    if fingerprints - known:
        same = False
        print(f"  fingerprints that no blob has: {len(fingerprints - known)}", flush=True)
    print(f"  {len(pairs)} blobs at their paths scanned whole, {len(expected)} places: "
          f"{'the same' if same else 'DIFFERENT'}", flush=True)
    return same


def main():
    binary, repositories = os.path.abspath(sys.argv[1]), sys.argv[2:]
    ok = True
    for source in repositories:
        print(source, flush=True)
        with tempfile.TemporaryDirectory() as directory:
            repository = os.path.join(directory, "repository")
            shutil.copytree(git(source, "rev-parse", "--absolute-git-dir").strip().decode(), repository)
            listing = git(repository, "rev-list", "--objects", "--all", "--missing=print")
            missing = {line[1:] for line in listing.splitlines() if line.startswith(b"?")}
            if missing:
                print(f"  {len(missing)} objects are missing", flush=True)
            ok &= content(binary, repository, missing)
            ok &= storage(binary, repository, not missing)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
