#!/usr/bin/env python3
"""The staged scan at its limits, side by side with git.

    cargo build --release
    python3 benches/limits.py [--bin PATH] [--runs 30] [--only NAME]

Each case is a repository made for it. The commands of a case take turns, so that a busy machine is busy for all of
them; the median of the runs is told, the processor time, the peak memory and the ratio to git. Other scanners are
compared by benches/staged.py.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLEAN = {
    "PATH": os.environ.get("PATH", ""),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(repo, *args, **more):
    subprocess.run(["git", *args], cwd=repo, env=CLEAN, check=True, stdout=subprocess.DEVNULL, **more)


def lines(seed, count):
    """Text as in a code base: words, no secrets."""
    words = "host value user count index return for while config option timeout retry path name data file".split()
    draw = random.Random(seed)
    return "".join(f"    {draw.choice(words)}_{draw.randrange(1000)} = {draw.choice(words)}({n})\n" for n in range(count))


def small(repo):
    for n in range(20):
        (repo / f"d{n % 5}").mkdir(exist_ok=True)
        (repo / f"d{n % 5}/f{n}.py").write_text(lines(n, 40))
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "base")
    with (repo / "d1/f1.py").open("a") as file:
        file.write("x = 1\n")
    git(repo, "add", ".")


def packed(repo):
    small(repo)
    git(repo, "stash", "-q")
    git(repo, "gc", "-q")
    git(repo, "stash", "pop", "-q", "--index")


def entries(repo):
    """100,000 files, one of them changed."""
    import_ = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=repo, env=CLEAN, stdin=subprocess.PIPE)
    import_.stdin.write(b"blob\nmark :1\ndata 4\nabc\ncommit refs/heads/main\n"
                        b"committer a <a@example.org> 0 +0000\ndata 1\nx\n")
    for n in range(100_000):
        import_.stdin.write(b"M 100644 :1 dir%03d/sub%03d/file%02d.txt\n" % (n // 1000, n // 10 % 100, n % 10))
    import_.stdin.close()
    import_.wait()
    git(repo, "reset", "-q", "--hard")
    (repo / "dir050/sub050/file05.txt").write_text("abc\nmore\n")
    git(repo, "add", "dir050/sub050/file05.txt")


def ten_thousand(repo):
    (repo / "base").write_text("x\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "base")
    for n in range(10_000):
        folder = repo / f"d{n // 100:03}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{n}.py").write_text(lines(n, 120)[:4096])
    git(repo, "add", ".")


def one_line(repo):
    (repo / "a.txt").write_text("x\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "base")
    text = lines(7, 40_000).replace("\n", " ")
    (repo / "a.txt").write_text((text * (50_000_000 // len(text) + 1))[:50_000_000])
    git(repo, "add", ".")


def million_lines(repo):
    (repo / "a.txt").write_text("x\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "base")
    (repo / "a.txt").write_text(lines(7, 1_000_000))
    git(repo, "add", ".")


RAW, NUMSTAT, STAT = (["git", "diff", "--cached", form] for form in ("--raw", "--numstat", "--stat"))
CASES = {
    # name: how it is made, git's command, most that the ratio may be
    "small": (small, RAW, 1.2),
    "small, packed": (packed, RAW, 1.2),
    "100,000 entries": (entries, RAW, 1.5),
    "10,000 files of 4 KB": (ten_thousand, NUMSTAT, 1.0),
    "one line of 50 MB": (one_line, STAT, 1.0),
    "a million lines": (million_lines, STAT, 1.0),
}


def peak_of(command, repo):
    """Peak KiB, by GNU time: a child of this program would be told this program's own peak."""
    if not (program := shutil.which("time")):
        return 0
    done = subprocess.run([program, "-f", "%M", *command], cwd=repo, env=CLEAN | {"HOME": str(repo.parent)},
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return int(done.stderr.split()[-1])


def run(command, repo):
    """Wall seconds, processor seconds, exit status."""
    pipe = subprocess.DEVNULL
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=repo, env=CLEAN | {"HOME": str(repo.parent)}, stdout=pipe, stderr=pipe)
    _, status, used = os.wait4(child.pid, 0)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)


def measure(commands, repo, runs):
    for command in commands.values():
        run(command, repo)
    seen = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(run(command, repo))
    return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "target/release/dsnitch"))
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--only", help="cases whose name holds this")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.bin).resolve())
    failed = False
    print(f"{'case':22} {'command':16} {'median':>10} {'cpu':>10} {'peak':>9} {'ratio':>7}")
    for name, (make, base, most) in CASES.items():
        if options.only and options.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            repo = pathlib.Path(folder) / "repo"
            repo.mkdir()
            git(repo, "init", "-q", "-b", "main")
            make(repo)
            commands = {"git": base, "dsnitch": [binary, "staged"]}
            seen = measure(commands, repo, options.runs)
            of_git = statistics.median(wall for wall, *_ in seen["git"])
            for command, runs in seen.items():
                wall, cpu = (statistics.median(column) for column in list(zip(*runs))[:2])
                peak = peak_of(commands[command], repo)
                told = f"{name:22} {command:16} {wall * 1e3:7.2f} ms {cpu * 1e3:7.2f} ms {peak / 1024:6.1f} MB"
                ratio = wall / of_git
                print(f"{told} {ratio:6.2f}x" + (f" (at most {most})" if command == "dsnitch" else ""))
                statuses = {status for *_, status in runs}
                if command in ("git", "dsnitch") and statuses != {0}:
                    print(f"  exit status {statuses}")
                    failed = True
                failed |= command == "dsnitch" and ratio > most
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
