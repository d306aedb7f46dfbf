"""Compares what `tollbridge events read` says of payloads with the independent reading beside this file.

Usage: python3 compare.py TOLLBRIDGE FILE...

Prints each difference as `file: path: ours / theirs`, then one line with the counts; exit 1 where there is a difference
or where nothing was compared.
"""

import json
import os
import subprocess
import sys

KINDS = {"invoice", "subscription", "checkout.session", "charge", "refund", "dispute", "payment_intent"}
HERE = os.path.dirname(os.path.abspath(__file__))


def lines(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def clean(value):
    """Drops what says nothing, so that an absent member equals one that is null or empty."""
    if isinstance(value, dict):
        kept = {key: clean(member) for key, member in value.items()}
        return {key: member for key, member in kept.items() if member not in (None, {}, [], "")}
    if isinstance(value, list):
        return [clean(member) for member in value]
    return value


def differences(ours, theirs, path):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(set(ours) | set(theirs)):
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs)):
            yield from differences(one, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: {json.dumps(ours)} / {json.dumps(theirs)}"


def known(ours, theirs):
    """Ours says more than theirs reads; only what both read is compared."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return {key: known(ours.get(key), member) for key, member in theirs.items()}
    if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
        return [known(one, other) for one, other in zip(ours, theirs)]
    return ours


def main():
    tollbridge, files = sys.argv[1], sys.argv[2:]
    theirs = lines([sys.executable, os.path.join(HERE, "read_events.py"), *files])
    ours = lines([tollbridge, "events", "read", *files])
    if len(ours) != len(theirs):
        sys.exit(f"{len(ours)} readings of ours against {len(theirs)} of theirs")
    compared, found = 0, 0
    for file, mine, other in zip(files, ours, theirs):
        compared += (other.get("object") or {}).get("object") in KINDS
        other = {key: member for key, member in other.items() if key != "file"}
        if (mine.get("object") or {}).get("object") not in KINDS:
            mine["object"] = None
        for difference in differences(clean(known(mine, other)), clean(other), ""):
            found += 1
            print(f"{file}: {difference}")
    print(f"{len(files)} files, {compared} objects compared, {found} differences")
    sys.exit(1 if found or not compared else 0)


if __name__ == "__main__":
    main()
