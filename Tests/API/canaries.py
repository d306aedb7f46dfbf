"""Starts the service with secrets that are known, uses and abuses it, and looks for them wherever anything is written.

Usage: python3 canaries.py TOLLBRIDGE

Looked through: everything that was logged at the most talkative level, every answer, the metrics, the database's files,
and the words of the commands. Exit 1 where a secret turns up.
"""

import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Faults"))
from service import free_port, sign  # noqa: E402
import service as service_module  # noqa: E402

SECRETS = {
    "STRIPE_SECRET_KEY": "sk_test_canary0a1b2c3d4e5f6a7b8c9d",
    "STRIPE_WEBHOOK_SECRET": "whsec_canary1a2b3c4d5e6f7a8b9c0d",
    "TOLLBRIDGE_API_KEYS": "tb_test_sk_canary2a3b4c5d6e7f8a9b0c",
    "TOLLBRIDGE_OPERATOR_KEYS": "tb_test_sk_canary3a4b5c6d7e8f9a0b1c",
    "TOLLBRIDGE_TOKEN_SECRET": "canary4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d",
    "TOLLBRIDGE_HOOK_SECRETS": "whsec_" + base64.b64encode(b"canary5-hook-secret-0123456789ab").decode(),
}
# What the same secrets may turn into on the way.
FORMS = {name: {value, value.split("_")[-1], base64.b64encode(value.encode()).decode()} for name, value in SECRETS.items()}


class Trial:
    def __init__(self, program, folder):
        self.program, self.folder, self.port, self.answers = program, folder, free_port(), []
        self.log = os.path.join(folder, "log.txt")
        self.environment = {
            **os.environ, **SECRETS, "DATABASE_URL": f"sqlite:{folder}/store.sqlite", "PORT": str(self.port),
            "LOG_LEVEL": "trace", "LOG_FORMAT": "json", "STRIPE_API_BASE": f"http://127.0.0.1:{free_port()}",
            "TOLLBRIDGE_ALLOWED_ORIGINS": "https://app.example",
            "TOLLBRIDGE_PUBLIC_URL": "https://billing.example", "TOLLBRIDGE_HOOK_PRIVATE": "127.0.0.1",
            "TOLLBRIDGE_HOOK_URLS": f"http://127.0.0.1:{free_port()}/hook",
        }

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            self.answers.append((f"{method} {path}", str(answer.headers) + text))
            return answer.status, text
        finally:
            connection.close()

    def use(self):
        server = {"Authorization": "Bearer " + SECRETS["TOLLBRIDGE_API_KEYS"], "Content_Type": "application/json"}
        operator = {**server, "Authorization": "Bearer " + SECRETS["TOLLBRIDGE_OPERATOR_KEYS"]}
        status, token = self.ask("POST", "/v1/accounts/ada/tokens", "{}", **server)
        assert status == 201, token
        token = json.loads(token)["token"]
        self.answers.pop()  # That one answer is the token.
        FORMS["token"] = {token, token.split(".")[2]}
        person = {**server, "Authorization": f"Bearer {token}"}
        for who in (server, operator, person, {}):
            for path in ("", "/balance", "/timeline", "/ledger", "/auto-reload", "/refund-eligibility"):
                self.ask("GET", f"/v1/accounts/ada{path}", **who)
            for path in ("/ui/plans", "/ui/account", "/ui/tollbridge.js", "/admin", "/v1/accounts", "/v1/events", "/v1/feed", "/v1/refund-requests", "/v1/plans", "/openapi.json", "/metrics"):
                self.ask("GET", path, **who)
            page = {"plan": "macro", "success_url": "https://app.example/a", "cancel_url": "https://app.example/b"}
            self.ask("POST", "/v1/accounts/ada/checkouts", json.dumps(page), Idempotency_Key="c", **who)
            self.ask("POST", "/v1/accounts/ada/spends", '{"amount":1}', Idempotency_Key="s", **who)
            self.ask("POST", "/v1/accounts/ada/grants", '{"amount":1,"reason":"x"}', Idempotency_Key="g", **who)
            self.ask("POST", "/v1/accounts/ada/links", '{"page":"plans","return_url":"https://evil.example"}', **who)
            self.ask("POST", "/v1/reconcile", "{}", **who)
            self.ask("POST", "/v1/accounts/ada/spends", "{" + token, Idempotency_Key="bad", **who)
        # Secrets where they do not belong.
        for value in SECRETS.values():
            self.ask("GET", "/v1/plans", Authorization="Basic " + value)
            self.ask("GET", "/v1/plans", Authorization=f"Bearer {value[:-1]}")
            self.ask("GET", "/v1/plans", Authorization=f"Bearer {value}", Origin="https://app.example")
        body = b'{"id":"evt_1","object":"event","type":"product.created","created":1767600000,"livemode":false,' \
               b'"data":{"object":{"id":"prod_1","object":"product"}}}'
        service_module.SECRET = SECRETS["STRIPE_WEBHOOK_SECRET"]
        assert self.ask("POST", "/webhooks/stripe", body, Stripe_Signature=sign(body))[0] == 200
        FORMS["signature"] = {sign(body).split("v1=")[1]}
        for header in ("", "t=1,v1=00", sign(body, 1), sign(body + b" ")):
            self.ask("POST", "/webhooks/stripe", body, Stripe_Signature=header)

    def commands(self):
        said = []
        for arguments in (["doctor"], ["doctor", "--json"], ["verify"], ["explain", "ada"], ["events", "list"],
                          ["serve", "--no-such-option"]):
            done = subprocess.run([self.program, *arguments], env=self.environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
            said.append((" ".join(arguments), done.stdout))
        for name, value in SECRETS.items():
            # Too short to be one; the provider judges its own keys' length, but a publishable one is none.
            wrong = value.replace("sk_", "pk_") if name == "STRIPE_SECRET_KEY" else value[:9]
            broken = {**self.environment, name: wrong, "PORT": str(free_port())}
            done = subprocess.run([self.program, "serve"], env=broken, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
            said.append((f"serve with a wrong {name}", done.stdout))
            assert done.returncode == 78, (name, done.returncode, done.stdout)
        return said

    def places(self):
        with open(self.log, errors="replace") as file:
            yield "log", file.read()
        yield from ((f"answer to {name}", text) for name, text in self.answers)
        for name in sorted(os.listdir(self.folder)):
            if name.startswith("store"):
                with open(os.path.join(self.folder, name), "rb") as file:
                    yield f"database {name}", file.read().decode("latin-1")

    def run(self):
        with open(self.log, "w") as log:
            process = subprocess.Popen([self.program, "serve"], env=self.environment, stdout=log, stderr=log)
            try:
                for _ in range(500):
                    try:
                        if self.ask("GET", "/readyz")[0] == 200:
                            break
                    except OSError:
                        time.sleep(0.02)
                self.use()
            finally:
                process.terminate()
                process.wait(timeout=40)
        places = [*self.places(), *((f"command {name}", text) for name, text in self.commands())]
        found = [f"{name} in {place}" for place, text in places for name, forms in FORMS.items()
                 for form in forms if len(form) >= 12 and form in text]
        size = sum(len(text) for _, text in places)
        for line in found:
            print("FAIL", line)
        print(f"{len(FORMS)} secrets looked for in {len(places)} places, {size:,} characters: {len(found)} found")
        return len(found)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(1 if Trial(sys.argv[1], temporary).run() else 0)
