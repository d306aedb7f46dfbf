"""Sends the service what it must refuse, and what it must bear, over raw sockets.

Usage: python3 bad_input.py TOLLBRIDGE

Prints one line a case and a closing count; exit 1 where a case came out otherwise.
"""

import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time

from service import SECRET, Service, sign

GOOD = {"id": "evt_good", "object": "event", "type": "product.created", "created": 1767600000, "livemode": False,
        "data": {"object": {"id": "prod_1", "object": "product"}}}


def event(identity, **changes):
    return json.dumps({**GOOD, "id": identity, **changes}).encode()


def invoice(identity, total):
    """An invoice.paid whose total is put in as text, so that it may be no number that JSON libraries write."""
    text = json.dumps({**GOOD, "id": identity, "type": "invoice.paid", "data": {"object": {
        "id": "in_1", "object": "invoice", "status": "paid", "customer": "cus_1", "total": 12345}}})
    return text.replace("12345", total).encode()


class Cases:
    def __init__(self, service):
        self.service, self.passed, self.failed = service, 0, 0

    def expect(self, name, held, seen=""):
        self.passed, self.failed = self.passed + bool(held), self.failed + (not held)
        print(f"{'ok  ' if held else 'FAIL'} {name}{'' if held else f': {seen}'}")

    def post(self, body, header="", path="/webhooks/stripe", extra=()):
        lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
        if header is not None:
            lines.append(f"Stripe-Signature: {header or sign(body)}")
        return self.raw("\r\n".join([*lines, *extra, "", ""]).encode() + body)

    def raw(self, request, timeout=15, parts=None):
        """Sends bytes and reads answers until `parts` of them came or the connection ends."""
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=timeout) as connection:
            try:
                connection.sendall(request)
            except OSError:
                pass
            return read_answers(connection, parts or 1)

    def refuses(self, name, answer, status, code):
        status_seen, body = answer[0] if answer else (0, b"")
        try:
            problem = json.loads(body)
        except ValueError:
            problem = {}
        well_formed = {"type", "title", "status", "detail", "code", "request_id"} <= set(problem)
        self.expect(name, status_seen == status and problem.get("code") == code and well_formed, answer)


def read_answers(connection, count):
    answers, buffer = [], b""
    while len(answers) < count:
        head, mark, rest = buffer.partition(b"\r\n\r\n")
        if mark and head.startswith(b"HTTP/1.1 100"):
            buffer = rest
            continue
        if mark:
            length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
            if len(rest) >= length:
                answers.append((int(head[9:12]), rest[:length]))
                buffer = rest[length:]
                continue
        try:
            data = connection.recv(65536)
        except OSError:
            break
        if not data:
            break
        buffer += data
    return answers


def signatures(cases):
    body = event("evt_s")
    cases.refuses("no signature", cases.post(body, header=None), 400, "signature_missing")
    cases.refuses("a sentence for a signature", cases.post(body, header="not a header"), 400, "signature_malformed")
    cases.refuses("another body's signature", cases.post(body, header=sign(b"{}")), 400, "signature_mismatch")
    old = sign(body, int(time.time()) - 400)
    cases.refuses("a signature 400 s old", cases.post(body, header=old), 400, "timestamp_outside_tolerance")
    ahead = sign(body, int(time.time()) + 400)
    cases.refuses("a signature 400 s ahead", cases.post(body, header=ahead), 400, "timestamp_outside_tolerance")
    unsigned = {path: cases.post(body, header=None, path=path) for path in (
        "/webhook", "/webhooks", "/stripe/webhook", "/api/webhooks/stripe", "/webhooks/stripe/", "/webhooks/stripe?x=1",
        "/api/stripe/webhook", "/hooks/stripe", "/payments/webhook", "//webhooks/stripe", "/Webhooks/Stripe")}
    cases.expect("no path takes an unsigned event", all(answer[0][0] >= 400 for answer in unsigned.values()), unsigned)


def bodies(cases):
    malformed = {
        "truncated JSON": event("evt_t")[:-10], "an empty body": b"", "not JSON": b"hello",
        "a byte that is no UTF-8": event("evt_u").replace(b"prod_1", b"prod_\xff"), "a byte order mark": b"\xef\xbb\xbf{}",
        "a key twice": b'{"id":"evt_d","id":"evt_e","object":"event"}', "a key twice, once escaped": b'{"id":"a","\\u0069d":"b"}',
        "a trailing comma": b'{"id":"evt_c",}', "10,000 levels of objects": b'{"a":' * 10000 + b"1" + b"}" * 10000,
        "10,000 levels of arrays": b"[" * 10000 + b"]" * 10000, "65 levels": b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
        "an array": b"[]", "UTF-16": event("evt_w").decode().encode("utf-16"),
    }
    for name, body in malformed.items():
        cases.refuses(name, cases.post(body), 400, "payload_malformed")
    stored = {
        "a number beyond 64 bits": (invoice("evt_o", "99999999999999999999"), "quarantined"),
        "the largest number of 64 bits": (invoice("evt_m", "9223372036854775807"), "parked"),
        "a number with a fraction": (invoice("evt_f", "1.5"), "parked"), "a number with an exponent": (invoice("evt_x", "1e400"), "parked"),
        "\\u0000 in a string": (event("evt_n", account_name="a\0b"), "ignored"),
        "a type nobody knows": (event("evt_k", type="made.up"), "ignored"), "no type": (event("evt_y", type=None), "ignored"),
        "a version of 2099": (event("evt_v", api_version="2099-10-10.the_larch"), "ignored"),
        "an object of the wrong kind": (event("evt_q", type="invoice.paid"), "quarantined"),
        "created in words": (event("evt_z", type="invoice.paid", created="today", data={"object": {"object": "invoice", "id": "in_2", "status": "paid"}}), "quarantined"),
        "no data": (event("evt_b", data=None), "ignored"), "data that is text": (event("evt_g", data="x"), "ignored"),
        "no event at all": (b'{"hello":"world"}', "ignored"), "a thin event": (b'{"id":"evt_thin","object":"v2.core.event","type":"v1.invoice.paid"}', "ignored"),
    }
    for name, (body, status) in stored.items():
        answer = cases.post(body)
        identity = json.loads(body).get("id")
        shown = cases.service.run("events", "show", identity, "--json").stdout if identity else '{"status":"ignored"}'
        cases.expect(f"{name} is stored and {status}", answer and answer[0][0] == 200 and f'"status":"{status}"' in shown, (answer, shown[:300]))


def framing(cases):
    large = b"x" * (2 << 20)
    cases.refuses("2 MiB with its length said", cases.post(large), 413, "body_too_large")
    chunk = b"10000\r\n" + b"y" * 65536 + b"\r\n"
    chunked = b"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 32 + b"0\r\n\r\n"
    cases.refuses("2 MiB in chunks", cases.raw(chunked), 413, "body_too_large")
    exact = event("evt_limit", filler="").replace(b'"filler": ""', b'"filler": "' + b"a" * (1048576 - len(event("evt_limit", filler=""))) + b'"')
    cases.expect("a body of exactly the limit is stored", len(exact) == 1048576 and cases.post(exact)[0][0] == 200, len(exact))
    over = cases.post(exact + b" ")
    cases.refuses("one byte more is not", over, 413, "body_too_large")
    head = b"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n"
    for name, request in {
        "both lengths and chunks": head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "two lengths": head + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        "a length that is no number": head + b"Content-Length: many\r\n\r\n", "no HTTP": b"\x16\x03\x01\x00\xff\r\n\r\n",
        "a bad chunk": head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "a header of 100,000 bytes": head + b"X: " + b"a" * 100000 + b"\r\n\r\n",
        "10,000 headers": head + b"".join(b"X-%d: a\r\n" % number for number in range(10000)) + b"\r\n",
    }.items():
        answers = cases.raw(request)
        cases.expect(f"{name}: refused or cut", not answers or 400 <= answers[0][0] < 500, answers)
    body = event("evt_pipe")
    one = head + f"Content-Length: {len(body)}\r\nStripe-Signature: {sign(body)}\r\n\r\n".encode() + body
    other = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = cases.raw(one + other + one + other + one, parts=5)
    kinds = [(status, b"received" in body) for status, body in answers]
    cases.expect("five requests sent ahead are answered in their order", kinds == [(200, True), (200, False)] * 2 + [(200, True)], answers)
    last = one.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")
    answers = cases.raw(last + other, parts=2)
    cases.expect("Connection: close closes after its answer", len(answers) == 1 and answers[0][0] == 200, answers)
    expecting = one.replace(b"Host: x\r\n", b"Host: x\r\nExpect: 100-continue\r\n")
    mark = expecting.index(b"\r\n\r\n") + 4
    with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as connection:
        connection.sendall(expecting[:mark])
        went_on = connection.recv(100)
        connection.sendall(expecting[mark:])
        answers = read_answers(connection, 1)
    cases.expect("Expect: 100-continue is told to go on", went_on.startswith(b"HTTP/1.1 100") and answers[0][0] == 200, (went_on, answers))
    with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as connection:
        for index in range(0, len(one), 97):
            connection.sendall(one[index:index + 97])
        cases.expect("a request in small pieces is whole", read_answers(connection, 1)[0][0] == 200)


def connections(cases):
    """What one connection may ask, and how it ends, whoever answers."""
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = cases.raw(ask * 300, parts=300)
    cases.expect("300 requests sent ahead are all answered", [a[0] for a in answers] == [200] * 300, len(answers))
    with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as half:
        half.sendall(ask * 5)
        half.shutdown(socket.SHUT_WR)
        answers = read_answers(half, 6)
    cases.expect("whoever sends no more is answered all that came", [a[0] for a in answers] == [200] * 5, answers)
    body = event("evt_half")
    hook = f"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nStripe-Signature: {sign(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as half:
        half.sendall((hook.encode() + body) * 3 + b"nonsense\r\n\r\n")
        answers = read_answers(half, 4)
    cases.expect("what came before nonsense is answered", [a[0] for a in answers][:3] == [200] * 3, answers)
    for path, status in ("/nothing", b"404"), ("/webhooks/stripe", b"405"), ("/healthz", b"200"):
        with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as connection:
            connection.sendall(f"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
            connection.sendall(ask)
            time.sleep(0.3)
            seen = connection.recv(65536)
        heads = seen.split(b"HTTP/1.1 ")
        cases.expect(f"HEAD {path} has no body", len(heads) == 3 and heads[1].startswith(status)
                     and heads[1].endswith(b"\r\n\r\n") and heads[2].startswith(b"200"), seen)
    for name, request in {
            "an offer of another protocol": b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "the same on a path that there is not": b"GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "HTTP/1.0": b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n",
            "close among other words": b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, close\r\n\r\n"}.items():
        with socket.create_connection(("127.0.0.1", cases.service.port), timeout=10) as connection:
            connection.sendall(request)
            seen = b""
            while piece := connection.recv(65536):
                seen += piece
        cases.expect(f"{name}: answered once, then closed", seen.count(b"HTTP/1.1 ") == 1, seen)
    with socket.create_connection(("127.0.0.1", cases.service.port), timeout=30) as connection:
        connection.sendall(ask)
        connection.recv(65536)
        time.sleep(15)
        connection.sendall(ask)
        cases.expect("a connection that rests for 15 s is kept", connection.recv(65536).startswith(b"HTTP/1.1 200"))


def greed(cases):
    """A client that asks on and on and reads nothing costs no memory, and is let go."""
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    before, sent = resident(cases.service), 0
    connection = socket.create_connection(("127.0.0.1", cases.service.port), timeout=1)
    began = time.monotonic()
    try:
        while sent < 5000 and time.monotonic() - began < 20:
            try:
                connection.sendall(ask * 10)
                sent += 10
            except TimeoutError:
                pass
    except OSError:
        pass
    grown = resident(cases.service) - before
    cases.expect("whoever reads nothing costs less than 24 MB", grown < 24_000, f"{grown} kB after {sent} requests")
    cases.expect("and is let go", time.monotonic() - began < 20, f"{sent} requests went out")
    connection.close()


def resident(service):
    with open(f"/proc/{service.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def slowness(cases):
    head = b"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
    lines = {"a header that never ends": head, "a body that never ends": head + b"\r\n{"}
    results = {}

    def wait(name, request):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", cases.service.port), timeout=40) as connection:
            connection.sendall(request)
            try:
                while connection.recv(4096):
                    pass
            except OSError:
                pass
        results[name] = time.monotonic() - began

    crowd = [threading.Thread(target=wait, args=(f"{name} {number}", request)) for name, request in lines.items() for number in range(50)]
    for thread in crowd:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    answer = cases.post(event("evt_meanwhile"))
    cases.expect("others are served meanwhile", answer[0][0] == 200 and time.monotonic() - began < 1, answer)
    for thread in crowd:
        thread.join()
    cases.expect("100 slow clients are let go within 20 s", len(results) == 100 and max(results.values()) < 20, max(results.values(), default=None))


def stopping(cases):
    """A request that is half sent when the service is told to stop is finished and answered."""
    service, body = cases.service, event("evt_last")
    request = (f"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nStripe-Signature: {sign(body)}\r\n\r\n").encode() + body
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as half:
        half.sendall(request[:-5])
        with socket.create_connection(("127.0.0.1", service.port), timeout=20) as idle:
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            half.sendall(request[-5:])
            answers = read_answers(half, 1)
            cases.expect("what was under way at SIGTERM is answered", answers and answers[0][0] == 200, answers)
            idle.settimeout(10)
            cases.expect("an idle connection is closed", idle.recv(1) == b"")
    cases.expect("the service ends with 0", service.process.wait(timeout=30) == 0)
    shown = service.run("events", "show", "evt_last", "--json").stdout
    cases.expect("and the event is stored", '"status":"ignored"' in shown, shown)


def refused_starts(cases):
    for name, value in {"an empty secret": "", "a short secret": "whsec_1", "a placeholder": "whsec_...", "white space": SECRET + " "}.items():
        service = Service(cases.service.program, cases.service.store)
        service.environment["STRIPE_WEBHOOK_SECRET"] = value
        done = service.run("serve")
        cases.expect(f"{name} stops the start with 78", done.returncode == 78, done)
    service = Service(cases.service.program, cases.service.store)
    service.environment["TOLLBRIDGE_SKIP_VERIFY"] = "1"
    cases.expect("a setting that does not exist stops the start with 78", service.run("serve").returncode == 78)
    service = Service(cases.service.program, cases.service.store)
    service.environment["STRIPE_WEBHOOK_TOLERANCE"] = "0"
    cases.expect("a tolerance of 0 stops the start with 78", service.run("serve").returncode == 78)


def main():
    with tempfile.TemporaryDirectory() as folder:
        service = Service(sys.argv[1], os.path.join(folder, "bad.sqlite"))
        service.start()
        cases = Cases(service)
        for suite in (signatures, bodies, framing, connections, greed, slowness):
            suite(cases)
        cases.expect("a second writer is refused with 75", service.run("events", "retry", "evt_x").returncode == 75)
        cases.expect("the process is the one that was started", service.process.poll() is None)
        cases.expect("and it is ready", service.get("/readyz")[0] == 200)
        counted = str(service.get("/metrics")[1])
        cases.expect("what was too large or too slow is counted", 'result="body_too_large"} 3' in counted
                     and 'result="request_timeout"}' in counted and 'result="request_timeout"} 0' not in counted, counted)
        memory = Service(service.program, ":memory:")
        cases.expect("a store in memory stops the start with 78", memory.run("serve").returncode == 78)
        refused_starts(cases)
        stopping(cases)
        verified = service.run("verify")
        cases.expect("verify finds nothing", verified.returncode == 0, verified.stdout)
        print(f"{cases.passed} passed, {cases.failed} failed")
        sys.exit(1 if cases.failed or not cases.passed else 0)


if __name__ == "__main__":
    main()
