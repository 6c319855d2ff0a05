#!/usr/bin/env python3
"""dsnitch files against ripgrep, in processor time, over a source tree.

    benches/files.py [TREE] [--bin target/release/dsnitch] [--runs 5] [--megabytes 100] [--peer NAME=COMMAND]...

Without TREE, one of --megabytes is made in a temporary directory from the sources that Python, Rust's registry and
the system's headers have left on this machine, so that it is real code. ripgrep looks for one alternation of words, in
any case; it is what a search costs that finds lines and judges nothing. Told are the medians of user and system time
together, wall time, the ratio to ripgrep, and the peak memory. A --peer is another scanner's command, in which {tree}
stands for the tree: --peer "gitleaks=gitleaks dir --redact --no-banner {tree}".
"""

import argparse
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
WORDS = "postgres|passw|secret|://|private key|pgpass|jdbc:|database_url"
SOURCES = {".py", ".rs", ".c", ".h", ".hpp", ".js", ".ts", ".toml", ".json", ".yml", ".yaml", ".md", ".txt", ".sh", ".sql"}


def make_tree(top, size):
    """Copies sources until there are `size` bytes."""
    cargo = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    roots = [*sorted(cargo.glob("registry/src/*/*")), pathlib.Path(sysconfig.get_paths()["stdlib"]), pathlib.Path("/usr/include")]
    copied = 0
    for n, root in enumerate(roots):
        for path in sorted(root.rglob("*")):
            if path.suffix not in SOURCES or path.is_symlink() or not path.is_file():
                continue
            target = top / str(n) / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            copied += target.stat().st_size
            if copied >= size:
                return copied
    print(f"only {copied / 1e6:.0f} MB of sources were found", file=sys.stderr)
    return copied


def size_of(top):
    return sum(path.stat().st_size for path in top.rglob("*") if path.is_file() and not path.is_symlink())


def run_once(command):
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, took, child.returncode


def peak_of(command):
    """Peak memory in MiB, as GNU time tells it: our own child would count this interpreter's memory as its own."""
    if not os.path.exists("/usr/bin/time"):
        return "no /usr/bin/time"
    with tempfile.NamedTemporaryFile() as told:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", told.name, *command],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return f"{int(told.read().split()[-1]) / 1024:5.1f} MiB"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    parser.add_argument("tree", nargs="?", type=pathlib.Path)
    parser.add_argument("--bin", type=pathlib.Path, default=target / "release" / "dsnitch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    if not options.bin.exists():
        sys.exit(f"{options.bin}: not there; cargo build --release --locked, or --bin")
    if not shutil.which("rg"):
        sys.exit("rg: not on PATH; it is Debian's ripgrep, or cargo install ripgrep")
    with tempfile.TemporaryDirectory() as name:
        tree = options.tree or pathlib.Path(name)
        size = size_of(tree) if options.tree else make_tree(tree, options.megabytes * 1_000_000)
        commands = [
            ("rg -c -i", ["rg", "-c", "-i", "--hidden", WORDS, str(tree)]),
            ("rg -c -i, one thread", ["rg", "-j1", "-c", "-i", "--hidden", WORDS, str(tree)]),
            ("dsnitch files", [str(options.bin.resolve()), "files", str(tree)]),
        ]
        for peer in options.peer:
            name, _, command = peer.partition("=")
            commands.append((name, [part.format(tree=tree) for part in shlex.split(command)]))
        taken = {label: [] for label, _ in commands}
        for round_ in range(options.runs + 1):
            for label, command in commands:
                one = run_once(command)
                if round_ >= 1:  # the first fills the cache
                    taken[label].append(one)
        base = statistics.median(one[0] for one in taken[commands[0][0]])
        print(f"{size / 1e6:.0f} MB; median of {options.runs} runs")
        print(f"{'':24} {'cpu':>9} {'wall':>9} {'to rg':>7} {'MB/s':>7} {'peak':>10}  status")
        for label, command in commands:
            cpu, wall = (statistics.median(one[at] for one in taken[label]) for at in (0, 1))
            print(f"{label:24} {cpu * 1e3:6.0f} ms {wall * 1e3:6.0f} ms {cpu / base:6.2f}x {size / cpu / 1e6:7.0f} "
                  f"{peak_of(command):>10}  {taken[label][-1][2]}")
        last = subprocess.run(commands[2][1], capture_output=True, text=True, check=False).stdout.splitlines()[-1:]
        print("dsnitch:", *last)


if __name__ == "__main__":
    main()
