"""Lets the disk be full, or fail, at many moments of a replay, as the store's files grow.

Usage: python3 full_disk.py TOLLBRIDGE [--sizes 24]

Full (ENOSPC): the store lies in a small file system in memory, which takes a mount namespace of our own; where the
system gives none, that half is left out and the last line says so. Failing (EFBIG): the size of a file is limited for
the process, so that one write or another is cut short. Each time the replay must end with a complaint about the disk
and not by a signal; what it stored must be sound; and once there is room, the same replay must end in the state of one
that was never disturbed.
"""

import argparse
import contextlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STORIES = os.path.join(HERE, "..", "..", "Fixtures", "stories")
COMPLAINT = re.compile("disk I/O error|disk is full")
STATE = re.compile(r"^state: ([0-9a-f]{64})$", re.MULTILINE)


def limited(size):
    def limit():
        # A write beyond the limit is then refused, and no signal ends the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return limit


class Failing:
    """A disk that takes no file beyond a size."""

    def __init__(self, folder):
        self.folder = folder

    def prepare(self, size):
        self.limit = limited(size)
        return os.path.join(self.folder, f"failing-{size}.sqlite")

    def make_room(self):
        self.limit = None


class Full:
    """A file system with that much room for all files together."""

    limit = None

    def __init__(self, folder):
        self.folder = os.path.join(folder, "full")
        os.mkdir(self.folder)
        self.mounted = False

    def mount(self, *words):
        return subprocess.run(["mount", *words, self.folder], capture_output=True, text=True)

    def prepare(self, size):
        if self.mounted:
            subprocess.run(["umount", self.folder], check=True)
        # Beside the log there are its index, the lock and the first page of the database.
        done = self.mount("-t", "tmpfs", "-o", f"size={size + 65_536}", "tmpfs")
        if done.returncode != 0:
            raise SystemExit(f"a file system in memory cannot be mounted: {done.stderr}")
        self.mounted = True
        return os.path.join(self.folder, "store.sqlite")

    def make_room(self):
        done = self.mount("-o", "remount,size=1g")
        if done.returncode != 0:
            raise SystemExit(f"no room can be made: {done.stderr}")


def replay(program, store, limit=None):
    return subprocess.run(
        [program, "replay", STORIES, "--store", f"sqlite:{store}"], capture_output=True, text=True, timeout=120,
        preexec_fn=limit)


def state(run):
    if run.returncode != 0:
        raise SystemExit(f"a replay with room enough ended with {run.returncode}: {run.stderr[-500:]}")
    return STATE.search(run.stdout).group(1)


def disturbed(program, disk, size, undisturbed):
    """How many events were stored when there was no more room."""
    store = disk.prepare(size)
    cut = replay(program, store, disk.limit)
    if cut.returncode <= 0 or not COMPLAINT.search(cut.stderr) or "malformed" in cut.stderr:
        raise SystemExit(f"{size} bytes: the replay ended with {cut.returncode}: {cut.stderr[-500:]}")
    disk.make_room()
    stored = count(store) if os.path.exists(store) and os.path.getsize(store) else 0
    if stored:
        verify = subprocess.run([program, "verify", "--store", f"sqlite:{store}"], capture_output=True, text=True)
        if verify.returncode != 0:
            raise SystemExit(f"{size} bytes: verify says {verify.stdout}{verify.stderr}")
    if state(replay(program, store)) != undisturbed:
        raise SystemExit(f"{size} bytes: after there was room the state was another one")
    return stored


def count(store):
    with contextlib.closing(sqlite3.connect(store)) as database:
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SystemExit(f"{store} is not sound")
        known = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        return database.execute("SELECT count(*) FROM events").fetchone()[0] if known else 0


def run(program, sizes, kind):
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "whole.sqlite")
        undisturbed = state(replay(program, store))
        # Within the log of one that is not disturbed: each event is written there, most pages more than once.
        most = os.path.getsize(store) // 2
        limits = [150_000 + (most - 150_000) * step // sizes + step * 37 for step in range(sizes)]
        disk = kind(folder)
        stored = [disturbed(program, disk, size, undisturbed) for size in limits]
        if kind is Full:
            subprocess.run(["umount", disk.folder], check=True)
    if len(set(stored)) < 3:
        raise SystemExit(f"the limits made too little difference: {stored}")
    print(f"a {kind.__name__.lower()} disk, {len(limits)} times: stored {min(stored)} to {max(stored)} events until then, "
          "all of them sound; the same state once there was room", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sizes", type=int, default=24, help="how many limits are tried")
    parser.add_argument("--may-mount", action="store_true", help="it runs in a mount namespace of its own")
    options = parser.parse_args()
    if options.may_mount:
        return run(options.program, options.sizes, Full)
    run(options.program, options.sizes, Failing)
    namespace = ["unshare", "--user", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run(namespace + ["true"], capture_output=True).returncode != 0:
        print("a full disk: left out, the system gives no namespace to mount in")
        return
    inside = namespace + [sys.executable, __file__, options.program, "--sizes", str(options.sizes), "--may-mount"]
    raise SystemExit(subprocess.run(inside).returncode)


main()
