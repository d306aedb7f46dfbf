import json
import os
import urllib.error
import urllib.request

SERVICE, KEY, APP = (os.environ[name] for name in ("TOLLBRIDGE_URL", "TOLLBRIDGE_KEY", "APP_URL"))


class Problem(Exception):
    def __init__(self, document):
        super().__init__(document["detail"])
        self.document = document


def ask(method, path, key=None, body=None):
    request = urllib.request.Request(SERVICE + path, method=method)
    request.add_header("Authorization", f"Bearer {KEY}")
    if key:
        request.add_header("Idempotency-Key", key)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Problem(json.load(error)) from None


account = ask("PUT", "/v1/accounts/user_42")
print(f"{account['plan_name']}: {account['balance']['available']} credits")

for card in ask("GET", "/v1/plans?account=user_42&interval=month")["cards"]:
    print(f"{card['name']} {card['price']['text']}, {card['credits']}: {card['button']['label']}")

checkout = ask("POST", "/v1/accounts/user_42/checkouts", "click-1", {
    "plan": "micro", "interval": "month",
    "success_url": APP + "/done?checkout={CHECKOUT_SESSION_ID}", "cancel_url": APP + "/plans"})
print(f"pay at {checkout['url']}")

result = {"status": "processing"}
while result["status"] == "processing":
    result = ask("GET", f"/v1/checkouts/{checkout['id']}?wait=25")
print(f"{result['status']}: {result['title']}")

quote = ask("GET", "/v1/quote?action=video&quantity=1")
print(f"{quote['name']}: {quote['amount']} credits")

hold = ask("POST", "/v1/accounts/user_42/holds", "video-1-hold",
           {"action": "video", "expected_amount": quote["amount"], "ttl": 600})
print(f"held {hold['amount']}, {hold['balance']['available']} left")

job = ask("POST", f"/v1/holds/{hold['id']}/capture", "video-1-capture", {"amount": 80})
print(f"took {job['amount']}, {job['balance']['available']} left")

spend = ask("POST", "/v1/accounts/user_42/spends", "image-7", {"action": "image"})
print(f"took {spend['amount']}, {spend['balance']['available']} left")

try:
    ask("POST", "/v1/accounts/user_42/spends", "film-1", {"action": "video", "quantity": 60})
except Problem as problem:
    if problem.document["status"] != 402:
        raise
    print(f"{problem.document['shortfall']} credits are missing")
    if words := problem.document.get("guidance"):
        print(f"{words['title']}. {words['body']} [{words['action']}]")
