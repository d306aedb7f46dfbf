"""Many clients at once: no credit is spent twice, no slot is taken over the limit, the same key is one thing.

Usage: python3 concurrency.py TOLLBRIDGE [--connections 64] [--spends 10000]

Prints a line for each thing that was held, with its figures; exit 1 where one did not hold.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Faults"))
from service import Service  # noqa: E402

SERVER, OPERATOR = "concurrency_server_key_0123456789", "concurrency_operator_key_9876543210"


class Connection:
    """One kept connection that sends a request after the other."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, method, path, body=None, key=None, credential=SERVER):
        data = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {credential}",
                 f"Content-Length: {len(data)}"]
        if data:
            lines.append("Content-Type: application/json")
        if key:
            lines.append(f"Idempotency-Key: {key}")
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        answer = await self.reader.readexactly(length)
        return int(head.split(" ")[1]), answer, "idempotency-replayed: true" in head


class Trial:
    def __init__(self, port, connections):
        self.port, self.count, self.failed = port, connections, 0

    def hold(self, name, held, figures):
        self.failed += not held
        print(f"{'ok  ' if held else 'FAIL'} {name}: {figures}")

    async def all(self, requests):
        """Sends the requests over all connections, each as soon as one is free; the answers in no order."""
        todo, answers = iter(requests), []

        async def work():
            connection = Connection(self.port)
            await connection.open()
            for request in todo:
                answers.append(await connection.ask(*request))
            connection.writer.close()

        await asyncio.gather(*(work() for _ in range(self.count)))
        return answers

    async def one(self, *request, **more):
        connection = Connection(self.port)
        await connection.open()
        answer = await connection.ask(*request, **more)
        connection.writer.close()
        return answer

    async def give(self, account, amount):
        path = f"/v1/accounts/{account}"
        fresh = json.loads((await self.one("GET", path))[1])["balance"]["available"]
        grant = {"amount": amount - fresh, "reason": "a start"}
        status, body, _ = await self.one("POST", path + "/grants", grant, key=f"give-{account}", credential=OPERATOR)
        assert status == 201, body

    async def balance(self, account):
        return json.loads((await self.one("GET", f"/v1/accounts/{account}/balance"))[1])

    async def spends(self, count):
        await self.give("hot", count // 2)
        start = time.monotonic()
        answers = await self.all(("POST", "/v1/accounts/hot/spends", {"amount": 1}, f"s{n}") for n in range(count))
        seconds = time.monotonic() - start
        taken = sum(status == 201 for status, _, _ in answers)
        short = [json.loads(body) for status, body, _ in answers if status == 402]
        left = (await self.balance("hot"))["available"]
        self.hold(f"{count:,} spends of 1 on {count // 2:,} over {self.count} connections",
                  (taken, len(short), left) == (count // 2, count // 2, 0) and all(p["shortfall"] == 1 for p in short),
                  f"{taken:,} taken, {len(short):,} answered 402 with the shortfall, {left} left, {seconds:.1f} s")

    async def same_spend(self):
        await self.give("same", 100)
        answers = await self.all(("POST", "/v1/accounts/same/spends", {"amount": 7}, "one") for _ in range(self.count))
        left = (await self.balance("same"))["available"]
        self.hold(f"one key from {self.count} clients", len({body for _, body, _ in answers}) == 1 and left == 93
                  and {status for status, _, _ in answers} == {201} and sum(not r for _, _, r in answers) == 1,
                  f"{len(answers)} answers, {len({body for _, body, _ in answers})} different, {left} left of 100")

    async def holds(self, count):
        await self.give("holds", count // 2)
        answers = await self.all(("POST", "/v1/accounts/holds/holds", {"amount": 1, "ttl": 600}, f"h{n}")
                                 for n in range(count))
        held = [json.loads(body)["id"] for status, body, _ in answers if status == 201]
        short = sum(status == 402 for status, _, _ in answers)
        now = await self.balance("holds")
        self.hold(f"{count:,} holds of 1 on {count // 2:,}",
                  (len(held), short, now["held"], now["available"]) == (count // 2, count // 2, count // 2, 0),
                  f"{len(held):,} held, {short:,} answered 402")
        # Each is captured and released at once by two clients: one of them wins.
        requests = [r for h in held for r in (("POST", f"/v1/holds/{h}/capture", {"amount": 1}, f"c{h}"),
                                              ("POST", f"/v1/holds/{h}/release", {}, f"r{h}"))]
        answers = await self.all(requests)
        done = sum(status == 200 for status, _, _ in answers)
        late = sum(status == 409 for status, _, _ in answers)
        now = await self.balance("holds")
        self.hold("each captured and released at once: one settlement each", done >= len(held) and now["held"] == 0
                  and done + late == len(requests),
                  f"{done:,} settled, {late:,} answered 409, {now['available']:,} back, 0 held")
        await self.give("onehold", 100)
        answers = await self.all(("POST", "/v1/accounts/onehold/holds", {"amount": 9}, "h") for _ in range(self.count))
        now = await self.balance("onehold")
        self.hold(f"one hold's key from {self.count} clients",
                  len({body for _, body, _ in answers}) == 1 and now["held"] == 9, f"{now['held']} held of 100")

    async def slots(self, rounds):
        """The free plan has one running task: of all who ask at once one gets it."""
        over = 0
        for number in range(rounds):
            answers = await self.all(("POST", "/v1/accounts/slots/slots", {"feature": "concurrent_tasks"},
                                      f"t{number}-{n}") for n in range(self.count))
            taken = [json.loads(body)["id"] for status, body, _ in answers if status == 201]
            refused = [json.loads(body) for status, body, _ in answers if status == 403]
            over += len(taken) != 1 or len(refused) != self.count - 1
            over += any(p["guidance"]["code"] != "concurrent_generation_limit" for p in refused)
            for slot in taken:
                assert (await self.one("DELETE", f"/v1/slots/{slot}"))[0] == 200
        self.hold(f"{self.count} clients for one slot, {rounds} times", over == 0,
                  f"{rounds - over} rounds with one taken and {self.count - 1} refused with guidance")
        answers = await self.all(("POST", "/v1/accounts/oneslot/slots", {"feature": "concurrent_tasks"}, "t")
                                 for _ in range(self.count))
        self.hold(f"one slot's key from {self.count} clients",
                  len({body for _, body, _ in answers}) == 1 and {s for s, _, _ in answers} == {201},
                  f"{len({body for _, body, _ in answers})} answer for all")


async def run(port, connections, spends):
    trial = Trial(port, connections)
    await trial.spends(spends)
    await trial.same_spend()
    await trial.holds(1000)
    await trial.slots(20)
    return trial.failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tollbridge")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--spends", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service = Service(options.tollbridge, os.path.join(folder, "store.sqlite"), environment={
            "TOLLBRIDGE_API_KEYS": SERVER, "TOLLBRIDGE_OPERATOR_KEYS": OPERATOR})
        service.start()
        try:
            failed = asyncio.run(run(service.port, options.connections, options.spends))
        finally:
            service.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
