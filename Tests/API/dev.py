"""The whole product as `tollbridge dev` starts it, for tests that ask it from outside."""

import re
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dev:
    """Runs while it is a context; `url`, `server_key` and `operator_key` are what it printed."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "dev", "--port", str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = []

    def __enter__(self):
        start = time.monotonic()
        while time.monotonic() - start < START_SECONDS_MAX and "Ctrl-C" not in "".join(self.said[-1:]):
            line = self.process.stdout.readline()
            if not line:
                break
            self.said.append(line)
        self.url = self.found(r"The service\s+(http://\S+?)/?\s")
        self.server_key = self.found(r"Server key\s+(\S+)")
        self.operator_key = self.found(r"Operator key\s+(\S+)")
        return self

    def found(self, pattern):
        found = re.search(pattern, "".join(self.said))
        if not found:
            raise SystemExit(f"dev did not print {pattern}:\n{''.join(self.said)}")
        return found.group(1)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
