"""Holds the service against its own description.

Usage: description.py TOLLBRIDGE [--seconds 60]     (run it by scripts/python, which has the packages)

1. openapi-spec-validator: the document is OpenAPI 3.1.
2. openapi-python-client, a public generator, makes a client of it; the client makes three calls.
3. schemathesis, all checks and all phases: no server error, no answer that the document does not describe, nothing
   let in without a credential.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

from dev import Dev

# A value may be of the right form and still not be so: an unknown plan, credits that are not there.
CONFIGURATION = """
[auth.openapi.server]
bearer = "{server}"
[auth.openapi.operator]
bearer = "{operator}"
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "402", "403", "404", "409", "422", "502", "503"]
[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "422"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]
[checks.not_a_server_error]
expected-statuses = ["2xx", "4xx", "502", "503"]
[phases.stateful]
max-steps = 8
# The signature over the body is what lets in here; a description cannot say how it is made, and 400 is its refusal.
[[operations]]
include-path = "/webhooks/stripe"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "413", "503"]
# What DELETE takes away is the choice to reload: every account has this state, and GET says then that it is off.
[[operations]]
include-path = "/v1/accounts/{{account}}/auto-reload"
checks.use_after_free.enabled = false
"""


def valid(document):
    from openapi_spec_validator import validate
    validate(document)
    print(f"openapi-spec-validator: {document['openapi']}, {sum(len(p) for p in document['paths'].values())} operations")


def generated(dev, document, folder):
    path = os.path.join(folder, "openapi.json")
    with open(path, "w") as file:
        json.dump(document, file)
    subprocess.run(["openapi-python-client", "generate", "--path", path, "--meta", "none", "--output-path",
                    os.path.join(folder, "generated_client")], check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, folder)
    package = importlib.import_module("generated_client")
    client = package.AuthenticatedClient(base_url=dev.url, token=dev.server_key)

    def call(tag, name):
        return importlib.import_module(f"generated_client.api.{tag}.{name}")

    models = importlib.import_module("generated_client.models")
    plans = call("plans", "get_v1_plans").sync(client=client)
    account = call("accounts", "get_v1_accounts_account").sync("generated", client=client)
    body = models.PostV1AccountsAccountSpendsBody(amount=5)
    spend = call("accounts", "post_v1_accounts_account_spends").sync(
        "generated", client=client, body=body, idempotency_key="generated-1")
    assert plans.cards[0].name and account.plan_name == "Nano" and spend.amount == 5, (plans, account, spend)
    print(f"openapi-python-client: {len(plans.cards)} plans, {account.plan_name} with "
          f"{account.balance.available} credits, a spend of {spend.amount} leaves {spend.balance.available}")


def fuzzed(dev, folder, seconds):
    path = os.path.join(folder, "schemathesis.toml")
    with open(path, "w") as file:
        file.write(CONFIGURATION.format(server=dev.server_key, operator=dev.operator_key))
    return subprocess.run(
        ["schemathesis", "--config-file", path, "run", f"{dev.url}/openapi.json", "--checks", "all", "--phases",
         "examples,coverage,fuzzing,stateful", "--max-time", str(seconds), "--workers", "1", "--no-color",
         "--warnings", "off", "--request-timeout", "30"], check=False, cwd=folder).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tollbridge")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Dev(os.path.abspath(options.tollbridge)) as dev:
        with urllib.request.urlopen(f"{dev.url}/openapi.json") as answer:
            document = json.load(answer)
        valid(document)
        generated(dev, document, folder)
        sys.exit(fuzzed(dev, folder, options.seconds))


if __name__ == "__main__":
    main()
