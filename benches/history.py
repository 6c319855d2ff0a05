#!/usr/bin/env python3
"""How long `dsnitch history` takes, beside git reading every object of the same repository.

    benches/history.py --bin target/release/dsnitch REPOSITORY...

For each repository: the median wall and processor time of several runs and the peak memory, for one thread and for
all; the same for `git cat-file --batch --batch-all-objects --buffer --unordered`; and the ratio of the two walls.
Runs alternate, so that what else the machine does falls on both. With `--peer NAME=COMMAND`, other scanners run
too; `{}` in the command is the repository. The reports of all runs of one binary must be the same bytes.
"""

import argparse
import hashlib
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

# The output goes through a pipe to nobody, as the target says; `sh` opens it, which costs next to nothing.
GIT = ["sh", "-c", "git cat-file --batch --batch-all-objects --buffer --unordered >/dev/null"]


def run(command, directory):
    """Runs a command once: wall and processor seconds, peak memory in MiB, exit status, a digest of its output."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode, digest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY")
    parser.add_argument("--bin", dest="binary", default="target/release/dsnitch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    jobs = str(len(os.sched_getaffinity(0)))
    ok = True
    for repository in options.repositories:
        commands = {
            "git cat-file": GIT,
            "dsnitch, 1 thread": [binary, "history", "--jobs", "1", "--format", "json"],
            f"dsnitch, {jobs} threads": [binary, "history", "--jobs", jobs, "--format", "json"],
        }
        for peer in options.peer:
            name, command = peer.split("=", 1)
            commands[name] = [word.replace("{}", os.path.abspath(repository)) for word in shlex.split(command)]
        results = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                results[name].append(run(command, repository))
        print(repository)
        base = statistics.median(result[0] for result in results["git cat-file"])
        for name, runs in results.items():
            wall, cpu, memory = (statistics.median(result[i] for result in runs) for i in range(3))
            print(f"  {name:20} {wall:8.3f} s wall {cpu:8.3f} s cpu {memory:8.1f} MiB {wall / base:6.2f} x git  exit {runs[0][3]}")
        reports = {result[4] for name, runs in results.items() if name.startswith("dsnitch") for result in runs}
        if len(reports) != 1:
            print("  the reports differ", file=sys.stderr)
            ok = False
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
