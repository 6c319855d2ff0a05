#!/usr/bin/env python3
"""What an event of a coding agent costs: agent.py [--bin BIN] [--runs N].

Measures `dsnitch agent` as an agent starts it, a process for each event: a command, a file without and with a leak, an edit
of a large file. Prints the fastest run and the processor time of the mean one, both in milliseconds, and ends with 1 if the
processor time of any is above LIMIT.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

LIMIT = 3.0
LEAK = "DATABASE_URL = 'postgres://app:Xk29fLq81Zt0@db.corp.net/app'\n"


def events(top):
    """Each event by its name, as Claude Code sends it."""
    large = "".join(f"line {number} of a file that is not small = {number}\n" for number in range(4000))
    (top / "large.py").write_text(large)
    edit = {"file_path": str(top / "large.py"), "old_string": "line 2000 of", "new_string": "line two thousand of"}
    tools = {
        "a command": ("Bash", {"command": "cargo test --locked && git status"}),
        "a file": ("Write", {"file_path": str(top / "a.py"), "content": "import os\nNAME = os.environ['NAME']\n" * 20}),
        "a file with a leak": ("Write", {"file_path": str(top / "b.py"), "content": LEAK}),
        "an edit of 200 KB": ("Edit", edit),
    }
    for name, (tool, given) in tools.items():
        event = {"session_id": "s", "hook_event_name": "PreToolUse", "cwd": str(top), "tool_name": tool, "tool_input": given}
        yield name, json.dumps(event).encode()


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bin", default="target/release/dsnitch")
    options.add_argument("--runs", type=int, default=200)
    options = options.parse_args()
    program, runs = str(pathlib.Path(options.bin).resolve()), options.runs
    is_slow = False
    with tempfile.TemporaryDirectory() as directory:
        top = pathlib.Path(directory)
        subprocess.run(["git", "init", "-q", directory], check=True)
        for name, event in events(top):
            fastest, before = float("inf"), processor_time()
            for _ in range(runs):
                start = time.perf_counter()
                subprocess.run([program, "agent"], input=event, stdout=subprocess.DEVNULL, check=True)
                fastest = min(fastest, time.perf_counter() - start)
            mean = (processor_time() - before) / runs * 1000
            is_slow |= mean > LIMIT
            print(f"{name}: {fastest * 1000:.2f} ms, {mean:.2f} ms of the processor")
    sys.exit(1 if is_slow else 0)


if __name__ == "__main__":
    main()
