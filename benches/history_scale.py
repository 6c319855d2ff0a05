#!/usr/bin/env python3
"""How the time of `dsnitch history` grows with the size of a pack.

    benches/history_scale.py --bin target/release/dsnitch REPOSITORY [WORK_DIRECTORY]

Cuts the first-parent chain of the repository's HEAD at an eighth, a quarter, a half and its end, makes a bare
repository of what each of these commits reaches, and packs all of them with the same settings. Then it scans them in
turn and tells, for each, the bytes of the pack, the median wall and processor time, and the peak memory; and the
exponent of either time over the bytes, fitted by least squares in logarithms. 1 is linear. `git cat-file` of every
object says how much of that comes from the repository: longer histories pack better. With a work directory, the
repositories stay there for another run. Exit status 1: an exponent of dsnitch is above the limit.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile

from history import GIT, run

PARTS = [8, 4, 2, 1]


def git(*arguments, **options):
    return subprocess.run(["git", *arguments], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def cut(source, commit, target):
    """A bare repository at `target` with one pack: what `commit` reaches in `source`."""
    git("init", "-q", "--bare", "-b", "main", target)
    git("-C", target, "config", "uploadpack.allowAnySHA1InWant", "true")
    git("-C", target, "-c", "fetch.unpackLimit=1", "-c", "gc.auto=0", "fetch", "-q", "--no-tags",
        "--upload-pack", "git -c uploadpack.allowAnySHA1InWant=true upload-pack", source, f"{commit}:refs/heads/main")
    git("-C", target, "repack", "-q", "-adf", "--depth=50", "--window=10")


def bytes_of_packs(repository):
    directory = os.path.join(repository, "objects", "pack")
    return sum(entry.stat().st_size for entry in os.scandir(directory) if entry.name.endswith(".pack"))


def exponent(points):
    """The slope of the line through the points' logarithms, by least squares."""
    points = [(math.log(x), math.log(y)) for x, y in points]
    middle = [statistics.fmean(values) for values in zip(*points)]
    rise = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return rise / sum((x - middle[0]) ** 2 for x, _ in points)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", metavar="REPOSITORY")
    parser.add_argument("directory", nargs="?", metavar="WORK_DIRECTORY")
    parser.add_argument("--bin", dest="binary", default="target/release/dsnitch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=1.1)
    options = parser.parse_args()
    binary, source = os.path.abspath(options.binary), os.path.abspath(options.repository)
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.directory or temporary
        chain = git("-C", source, "rev-list", "--first-parent", "--reverse", "HEAD").split()
        repositories = []
        for part in PARTS:
            repository = os.path.join(directory, f"part-{part}")
            if not os.path.isdir(repository):
                cut(source, chain[len(chain) // part - 1], repository + ".new")
                os.rename(repository + ".new", repository)
            repositories.append(repository)
        sizes = [bytes_of_packs(repository) for repository in repositories]
        is_linear = True
        all_threads = len(os.sched_getaffinity(0))
        commands = {"git cat-file": GIT}
        for jobs in sorted({1, all_threads}):
            name = "dsnitch, 1 thread" if jobs == 1 else f"dsnitch, {jobs} threads"
            commands[name] = [binary, "history", "--jobs", str(jobs), "--format", "json"]
        everything = {name: [[] for _ in repositories] for name in commands}
        for _ in range(options.runs):
            for nth, repository in enumerate(repositories):
                for name, command in commands.items():
                    everything[name][nth].append(run(command, repository))
        for name, results in everything.items():
            print(name)
            medians = [[statistics.median(result[i] for result in found) for i in range(3)] for found in results]
            for part, size, (wall, cpu, memory) in zip(PARTS, sizes, medians):
                print(f"  1/{part} {size / 1e6:8.1f} MB pack {wall:8.3f} s wall {cpu:8.3f} s cpu {memory:8.1f} MiB")
            for clock, times in (("wall", [m[0] for m in medians]), ("cpu", [m[1] for m in medians])):
                fitted = exponent(zip(sizes, times))
                is_linear = is_linear and (name == "git cat-file" or fitted <= options.limit)
                print(f"  {clock} time grows with the bytes to the power of {fitted:.2f} (limit {options.limit})")
    return 0 if is_linear else 1


if __name__ == "__main__":
    sys.exit(main())
