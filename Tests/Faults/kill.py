"""Kills the service at random moments while many clients post to it.

Usage: python3 kill.py TOLLBRIDGE [--kills 100] [--seed N]

Each client keeps a journal of the events that were answered 200. After all the kills every one of them must be stored
once, and `tollbridge verify` must find nothing.
"""

import argparse
import glob
import json
import os
import random
import re
import sqlite3
import tempfile
import threading
import time

from service import Service, sign

HERE = os.path.dirname(os.path.abspath(__file__))
STORIES = os.path.join(HERE, "..", "..", "Fixtures", "stories")
CLIENTS = 8
IDS = re.compile(r'"((?:evt|cs_test|cus|sub|in|pi|ch|inpay|re|si|il|cn|du|sub_sched)_[A-Za-z0-9]+)"')


def templates():
    texts = []
    for story in ("01-subscribe", "02-renew", "05-upgrade", "19-refund-partial-then-full"):
        texts.append([open(path, encoding="utf-8").read() for path in sorted(glob.glob(f"{STORIES}/{story}/*.json"))])
    return texts


def instance(story, number):
    """The payloads of a story for an account of its own."""
    for text in story:
        text = IDS.sub(lambda match: f'"{match.group(1)}n{number}"', text)
        yield re.sub(r'"client_reference_id": "([a-z]+)"', rf'"client_reference_id": "\1-{number}"', text).encode()


class Client(threading.Thread):
    """Posts story after story; what is not answered 200 is posted again, as the provider would."""

    def __init__(self, service, stories, number, stopping):
        super().__init__(daemon=True)
        self.service, self.stories, self.number, self.stopping = service, stories, number, stopping
        self.answered, self.posts = [], 0

    def run(self):
        round_number = 0
        while not self.stopping.is_set():
            story = self.stories[round_number % len(self.stories)]
            for body in instance(story, f"{self.number}x{round_number}"):
                if not self.deliver(body):
                    return
            round_number += 1

    def deliver(self, body):
        connection = self.service.connection()
        while not self.stopping.is_set():
            try:
                self.posts += 1
                connection.request("POST", "/webhooks/stripe", body, {"Stripe-Signature": sign(body)})
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.answered.append(json.loads(body)["id"])
                    connection.close()
                    return True
            except OSError:
                pass
            except Exception:  # a half answer of a service that was killed
                pass
            connection.close()
            time.sleep(0.002)
        return False


def check(service, store, answered):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        stored = [row[0] for row in database.execute("SELECT event_id FROM events")]
    lost = set(answered) - set(stored)
    doubled = len(stored) - len(set(stored))
    verified = service.run("verify")
    print(verified.stdout.strip())
    print(f"{len(answered)} events answered 200, {len(stored)} stored: {len(lost)} lost, {doubled} doubled")
    return not lost and not doubled and verified.returncode == 0 and answered


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "kill.sqlite")
        service = Service(options.program, store)
        starts = [service.start()]
        stopping = threading.Event()
        clients = [Client(service, templates(), number, stopping) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for _ in range(options.kills):
            time.sleep(chance.uniform(0.02, 0.4))
            service.kill()
            starts.append(service.start())
        stopping.set()
        for client in clients:
            client.join(timeout=30)
        drained = service.stop()
        answered = [event for client in clients for event in client.answered]
        held = check(service, store, answered)
        slowest = sorted(starts)[int(len(starts) * 0.99) - 1]
        print(f"{options.kills} kills, ready again after {slowest:.2f} s at the 99th percentile, last stop exited {drained}")
        raise SystemExit(0 if held and drained == 0 else 1)


if __name__ == "__main__":
    main()
