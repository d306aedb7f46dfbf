"""Lets the service go down: by a disk that fails, by a log that cannot be written, and in good order.

Usage: python3 going_down.py TOLLBRIDGE

A disk that takes no file beyond a size fails one write or another under load: the service must end at once with 74 and
say why, and what was answered 200 must be there when it starts again. A log on a full device must change nothing, and a
command whose output is not taken must say so and end with 74. On SIGTERM every client that is served must be answered
until it is told to go elsewhere: none may find its connection cut.
"""

import http.client
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time

from kill import CLIENTS, Client, check, instance, templates
from service import Service, sign

INPUT_OUTPUT = 74


class Limited(Service):
    """Whose files take no more than `size` bytes, and whose complaints are kept."""

    def __init__(self, program, store, size):
        super().__init__(program, store)
        self.size, self.complaints = size, None

    def start(self, log=None):
        def limit():
            if self.size:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, resource.RLIM_INFINITY))

        self.complaints = log or tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [self.program, "serve"], env=self.environment, stderr=self.complaints, preexec_fn=limit)
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.005)
        raise SystemExit(f"the service did not start: {self.process.poll()}")


def failing_disk(program, folder, size):
    store = os.path.join(folder, f"failing-{size}.sqlite")
    service = Limited(program, store, size)
    service.start()
    stopping = threading.Event()
    clients = [Client(service, templates(), number, stopping) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    code = service.process.wait(timeout=60)
    stopping.set()
    for client in clients:
        client.join(timeout=30)
    service.complaints.seek(0)
    words = service.complaints.read().decode()
    if code != INPUT_OUTPUT or "The disk failed" not in words:
        raise SystemExit(f"a disk of {size} bytes: the service ended with {code}: {words[-500:]}")
    service.size = 0
    service.start()
    service.stop()
    if not check(service, store, [event for client in clients for event in client.answered]):
        raise SystemExit(f"a disk of {size} bytes: something that was answered is not there")


def log_that_takes_nothing(program, folder):
    store = os.path.join(folder, "log.sqlite")
    service = Limited(program, store, 0)
    service.environment["LOG_LEVEL"] = "debug"
    with open("/dev/full", "w") as full:
        service.start(full)
        for body in instance(templates()[0], "1x1"):
            connection = service.connection()
            connection.request("POST", "/webhooks/stripe", body, {"Stripe-Signature": sign(body)})
            status = connection.getresponse().status
            if status != 200:
                raise SystemExit(f"with a log that takes nothing a webhook was answered {status}")
        if service.stop() != 0:
            raise SystemExit("with a log that takes nothing the service did not stop in good order")
        run = subprocess.run(
            [program, "verify"], env=service.environment, stdout=full, stderr=subprocess.PIPE, text=True)
    if run.returncode != INPUT_OUTPUT or "Standard output takes nothing" not in run.stderr:
        raise SystemExit(f"a command whose output is not taken ended with {run.returncode}: {run.stderr[-300:]}")
    print("a log and an output that take nothing: the service goes on, the command ends with 74")


class Reader(threading.Thread):
    """Asks over one connection as fast as it is answered, until it is told to go elsewhere."""

    def __init__(self, service, bodies, number):
        super().__init__(daemon=True)
        self.service, self.bodies, self.number = service, bodies, number
        self.answered, self.fault = 0, None

    def run(self):
        connection = self.service.connection()
        for body in self.bodies:
            try:
                connection.request("POST", "/webhooks/stripe", body, {"Stripe-Signature": sign(body)})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as fault:
                self.fault = fault
                return
            if answer.status != 200:
                self.fault = answer.status
                return
            self.answered += 1
            if answer.getheader("Connection") == "close":
                return


def good_order(program, folder):
    store = os.path.join(folder, "order.sqlite")
    service = Service(program, store)
    service.start()
    texts = templates()
    readers = [
        Reader(service, [body for turn in range(2000) for body in instance(texts[turn % 4], f"{number}x{turn}")], number)
        for number in range(CLIENTS * 2)
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    service.process.terminate()
    time.sleep(0.1)
    ready = service.get("/readyz")[0]
    for reader in readers:
        reader.join(timeout=30)
    code = service.process.wait(timeout=40)
    faults = [reader.fault for reader in readers if reader.fault is not None]
    if ready != 503 or code != 0 or faults or not all(reader.answered for reader in readers):
        raise SystemExit(f"SIGTERM: ready answered {ready}, exit {code}, {len(faults)} clients cut: {faults[:3]}")
    total = sum(reader.answered for reader in readers)
    print(f"SIGTERM with {len(readers)} busy connections: not ready at once, {total} answers, none cut, exit 0")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for size in (400_000, 1_000_000, 3_000_000, 8_000_000):
            failing_disk(program, folder, size)
        print("a disk that fails under load, 4 times: 74 and the reason, nothing lost")
        log_that_takes_nothing(program, folder)
        good_order(program, folder)


if __name__ == "__main__":
    main()
