"""Lets the disk be full at many moments of a replay, as the store's files grow.

Usage: python3 full_disk.py TOLLBRIDGE [--sizes 24]

The size of a file is limited for the process (RLIMIT_FSIZE), so that one write or another is cut short or refused. The
replay must end with a complaint about the disk and not by a signal; what it stored must be sound; and once there is
room, the same replay must end in the state of one that was never disturbed.
"""

import argparse
import os
import re
import resource
import signal
import sqlite3
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STORIES = os.path.join(HERE, "..", "..", "Fixtures", "stories")
STATE = re.compile(r"^state: ([0-9a-f]{64})$", re.MULTILINE)


def limited(size):
    def limit():
        # A write beyond the limit is then refused like one on a full disk, and no signal ends the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return limit


def replay(program, store, size=None):
    return subprocess.run(
        [program, "replay", STORIES, "--store", f"sqlite:{store}"], capture_output=True, text=True, timeout=120,
        preexec_fn=limited(size) if size else None)


def state(run):
    if run.returncode != 0:
        raise SystemExit(f"a replay with room enough ended with {run.returncode}: {run.stderr[-500:]}")
    return STATE.search(run.stdout).group(1)


def disturbed(program, folder, size, undisturbed):
    """How many events were stored when the disk was full."""
    store = os.path.join(folder, f"full-{size}.sqlite")
    full = replay(program, store, size)
    if full.returncode <= 0 or "disk" not in full.stderr:
        raise SystemExit(f"{size} bytes: the replay ended with {full.returncode}: {full.stderr[-500:]}")
    stored = count(store) if os.path.exists(store) and os.path.getsize(store) else 0
    if stored:
        verify = subprocess.run([program, "verify", "--store", f"sqlite:{store}"], capture_output=True, text=True)
        if verify.returncode != 0:
            raise SystemExit(f"{size} bytes: verify says {verify.stdout}{verify.stderr}")
    if state(replay(program, store)) != undisturbed:
        raise SystemExit(f"{size} bytes: after there was room the state was another one")
    return stored


def count(store):
    with sqlite3.connect(store) as database:
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SystemExit(f"{store} is not sound")
        known = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        return database.execute("SELECT count(*) FROM events").fetchone()[0] if known else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sizes", type=int, default=24, help="how many limits are tried")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "whole.sqlite")
        undisturbed = state(replay(options.program, store))
        # Within the log of one that is not disturbed: each event is written there, most pages more than once.
        most = os.path.getsize(store) // 2
        sizes = [150_000 + (most - 150_000) * step // options.sizes + step * 37 for step in range(options.sizes)]
        stored = [disturbed(options.program, folder, size, undisturbed) for size in sizes]
    if len(set(stored)) < 3:
        raise SystemExit(f"the limits made too little difference: {stored}")
    print(f"a full disk, {len(sizes)} times: stored {min(stored)} to {max(stored)} events until then, all of them sound; "
          "the same state once there was room")


main()
