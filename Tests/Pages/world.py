"""A whole product on this machine to look at in a browser: `tollbridge dev`, and accounts in every state.

States are made as they come about: scenarios of the stand-in, purchases, verbs of the API. Only what no account can be
brought to is put into the API's answer, and says so where it is done: an empty catalogue, a refill under way.
"""
import json
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 60


def example_catalogue():
    """The example catalogue with its commented part in force, a legacy plan, and a plan more than a page shows."""
    text = (ROOT / "Sources/Bridge/Resources/catalog.yaml").read_text()
    text = re.sub(r"^#(regions:|offers:|  .*)$", r"\1", text, flags=re.M).replace("#\n", "\n")
    text = text.replace("until: 2026-02-01T00:00:00Z", "until: 2036-02-01T00:00:00Z")
    text = text.replace("    regions: [eu]\n    from: 2026-01-01", "    from: 2026-01-01")
    text = text.replace("price: { amount: 5900, currency: eur }", "percent_off: 10")
    more = """
  - key: classic
    name: Classic
    tier: 1
    legacy: true
    refill: { amount: 4000, unit: month }
    cap: 8000
    prices:
      - { interval: month, amount: 900, currency: usd, lookup_key: classic_month, ids: [price_classic_m] }
    highlights: [Everything of before]
    features: { portrait_models: 2, voice_models: 0, concurrent_tasks: 2 }

  - key: giga
    name: Giga
    tier: 4
    refill: { amount: 400000, unit: month }
    cap: 900000
    prices:
      - { interval: month, amount: 60000, currency: usd, lookup_key: giga_month, ids: [price_giga_m] }
    highlights: [Everything of Mega, More of it]
    features: { portrait_models: unlimited, voice_models: unlimited, concurrent_tasks: 50 }

packages:
"""
    return text.replace("\npackages:\n", more, 1)


class World:
    """`tollbridge dev` with what a test needs of it. Use it by `with`."""

    def __init__(self, binary, port, catalogue=None):
        self.folder = tempfile.TemporaryDirectory()
        command = [binary, "dev", "--port", str(port)]
        if catalogue:
            path = Path(self.folder.name) / "catalog.yaml"
            path.write_text(catalogue)
            command += ["--catalog", str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = self._banner()
        self.app = re.search(r"The demo app\s+(http://\S+?)/\s", said).group(1)
        self.service = re.search(r"The service\s+(http://\S+?)/\s", said).group(1)
        self.stand_in = re.search(r"The stand-in\s+(http://\S+?)/sandbox", said).group(1)
        self.server_key = re.search(r"Server key\s+(\S+)", said).group(1)
        self.operator_key = re.search(r"Operator key\s+(\S+)", said).group(1)

    def _banner(self):
        said, start = [], time.monotonic()
        while time.monotonic() - start < START_SECONDS_MAX:
            line = self.process.stdout.readline()
            said.append(line)
            if "Ctrl-C ends it" in line:
                return "".join(said)
            if not line:
                break
        raise SystemExit("tollbridge dev did not start:\n" + "".join(said))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.folder.cleanup()

    # The API

    def call(self, method, path, body=None, key=None, base=None):
        """The answer's JSON; a refusal is an error with what was said."""
        request = urllib.request.Request((base or self.service) + path, method=method)
        if base is None:
            request.add_header("Authorization", f"Bearer {key or self.server_key}")
        request.add_header("Idempotency-Key", uuid.uuid4().hex)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from None

    def account(self, account):
        return self.call("GET", f"/v1/accounts/{account}")

    def until(self, account, holds, words):
        """Waits for what a webhook brings."""
        for _ in range(100):
            state = self.account(account)
            if holds(state):
                return state
            time.sleep(0.1)
        raise AssertionError(f"{account} never came to: {words}\n{json.dumps(state, indent=1)}")

    def link(self, account, page):
        body = {"page": page, "return_url": self.app + "/"}
        return self.call("POST", f"/v1/accounts/{account}/links", body)["url"]

    def verb(self, account, verb, body=None):
        return self.call("POST", f"/v1/accounts/{account}/subscription/{verb}", body or {})

    # The stand-in

    def play(self, scenario, account, plan=None):
        body = {"account": account, **({"plan": plan} if plan else {})}
        self.call("POST", f"/sandbox/scenarios/{scenario}", body, base=self.stand_in)
        self.settle()

    def cards(self, account, behaviour):
        customer = self.account(account)["customer"]
        self.call("POST", "/sandbox/cards", {"customer": customer, "behaviour": behaviour}, base=self.stand_in)

    def advance(self, **time):
        self.call("POST", "/sandbox/clock/advance", time, base=self.stand_in)
        self.settle()

    def settle(self):
        for _ in range(200):
            if self.call("GET", "/sandbox", base=self.stand_in)["deliveries"]["waiting"] == 0:
                return
            time.sleep(0.05)
        raise AssertionError("deliveries still wait")

    def sell(self, name, amount, lookup_key):
        """Makes a monthly price at the stand-in, as it was made when it was still for sale."""
        form = {"currency": "usd", "unit_amount": amount, "lookup_key": lookup_key, "recurring[interval]": "month", "product_data[name]": name}
        request = urllib.request.Request(self.stand_in + "/v1/prices", data=urllib.parse.urlencode(form).encode())
        request.add_header("Authorization", "Bearer sk_test_pages")
        urllib.request.urlopen(request, timeout=30).read()

    # Accounts in their states

    def free(self, account):
        """An account that is a moment old: what is bought in its very first second takes the free credits' place."""
        self.account(account)
        time.sleep(1.1)

    def subscribed(self, account, plan="macro", interval="month"):
        self.play("subscribe_yearly" if interval == "year" else "subscribe", account, f"{plan}_{interval}")
        self.until(account, lambda state: state["plan"] == plan, f"plan {plan}")

    def downgrading(self, account):
        self.subscribed(account)
        back = {"plan": "micro", "interval": "month", "return_url": self.app + "/"}
        self.verb(account, "change", back)
        self.until(account, lambda state: state["scheduled_change"], "a scheduled change")

    def canceling(self, account):
        self.subscribed(account)
        self.verb(account, "cancel")
        self.until(account, lambda state: state["cancel_at"], "a cancellation")

    def paused(self, account):
        self.subscribed(account)
        now = self.account(account)["balance"]["as_of"]
        until = f"{int(now[:4]) + 1}-{now[5:7]}-15T00:00:00Z" if now[5:7] == "12" else f"{now[:4]}-12-15T00:00:00Z"
        self.verb(account, "pause", {"until": until})
        self.until(account, lambda state: state["paused_until"], "a pause")

    def past_due(self, account):
        self.subscribed(account)
        self.cards(account, "declined")
        self.advance(days=32)
        self.until(account, lambda state: state["status"] == "past_due", "a payment past due")

    def reloading(self, account):
        """Auto-reload is on: it came with a package."""
        self.subscribed(account)
        self.play("package_auto_reload", account)
        self.until(account, lambda state: state["auto_reload"]["enabled"], "auto-reload")

    def reload_failed(self, account, leaves):
        """Auto-reload failed and is off; `leaves` credits are left."""
        self.reloading(account)
        self.cards(account, "declined")
        available = self.account(account)["balance"]["available"]
        self.call("POST", f"/v1/accounts/{account}/spends", {"amount": available - leaves})
        self.until(account, lambda state: not state["auto_reload"]["enabled"], "auto-reload off")
