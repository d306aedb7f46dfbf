"""A tollbridge service in a process of its own, for tests that stop it in ways it cannot refuse."""

import hashlib
import hmac
import http.client
import os
import socket
import subprocess
import time

SECRET = "whsec_fault_tests_0123456789"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sign(body, at=None):
    at = str(int(time.time()) if at is None else at)
    code = hmac.new(SECRET.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"


class Service:
    def __init__(self, program, store, environment=None):
        self.program, self.store, self.port = program, store, free_port()
        self.environment = {
            **os.environ,
            "STRIPE_WEBHOOK_SECRET": SECRET,
            "DATABASE_URL": f"sqlite:{store}",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "error",
            **(environment or {}),
        }
        self.process = None

    def start(self):
        """Starts it and waits until it is ready; how many seconds that took."""
        began = time.monotonic()
        self.process = subprocess.Popen([self.program, "serve"], env=self.environment)
        while time.monotonic() - began < 30:
            if self.process.poll() is not None:
                raise SystemExit(f"the service ended by itself with {self.process.returncode}")
            try:
                if self.get("/readyz")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.005)
        raise SystemExit("the service was not ready within 30 seconds")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=40)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def get(self, path):
        connection = self.connection()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], env=self.environment, stdout=subprocess.PIPE, text=True, check=False)
