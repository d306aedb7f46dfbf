"""Stories in the making: objects that change, and the events that tell it."""

from shapes.customers import Customer
from shapes.parts import BASIL, CLOVER, MINUTE, V2020, in_order, previous_attributes, token, utc, uuid

# Event types that an endpoint of 2020-08-27 is never sent.
LATER_TYPES = {"invoice_payment.paid", "refund.failed"}

# What made an event happen.
BY_ITSELF, BY_CHECKOUT, BY_API, BY_HAND = "itself", "checkout", "api", "hand"


def alter(thing, **changes):
    for name, value in changes.items():
        setattr(thing, name, value)


class Story:
    """One story in the making: its objects' ids and the events told so far."""

    def __init__(self, name, account, version, begins, tagged):
        self.name, self.account, self.version, self.tagged = name, account, version, tagged
        self.begins = utc(begins)
        self.events = []
        self.counts = {}
        person = f"{account.capitalize()} Example"
        self.customer = Customer(f"cus_TB{account}", person, f"{account}@example.com", self.begins)
        self.payment_method = self.new_id("pm_1")

    def new_id(self, prefix):
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{prefix}TB{self.account}{self.counts[prefix]:02}"

    @property
    def tag(self):
        """Our own metadata. Stories without it are attributed by the checkout's client_reference_id alone."""
        return {"tollbridge_account": self.account} if self.tagged else {}

    def tell(self, at, type, thing, before=None, by=BY_ITSELF, stripe_account=None):
        """Adds an event about `thing` as it is now. `before` is its JSON from before what the event tells."""
        number = self.counts["event"] = self.counts.get("event", 0) + 1
        if type in LATER_TYPES and self.version < BASIL:
            return
        after = thing.json(self.version)
        is_payment = after["object"] in ("payment_intent", "charge", "refund", "dispute")
        event = {
            "id": f"evt_{3 if is_payment else 1}TB{token(self.account, number, length=21)}", "object": "event",
            "api_version": self.version, "created": at, "data": {"object": after}, "livemode": False,
            "pending_webhooks": 1, "request": self.request(by, at), "type": type,
        }
        if before is not None:
            event["data"]["previous_attributes"] = previous_attributes(before, after)
        if stripe_account:
            event["account"] = stripe_account
        self.events.append(in_order(event))

    def change(self, at, type, thing, by=BY_ITSELF, **changes):
        """Changes `thing` and tells it, with what stood before."""
        before = thing.json(self.version)
        alter(thing, **changes)
        self.tell(at, type, thing, before, by)

    def request(self, by, at):
        seed = (self.account, by, at // MINUTE)
        return {
            "id": f"req_{token(*seed, length=14)}" if by in (BY_API, BY_HAND) else None,
            "idempotency_key": uuid(*seed) if by in (BY_API, BY_CHECKOUT) else None,
        }


STORIES = []


def story(name, account, begins, version=CLOVER, twin=False, tagged=False):
    """Adds a story. A twin is told a second time, in the shape of 2020; tagged ones carry our metadata."""

    def add(tell):
        def made(folder, version):
            told = Story(folder, account, version, begins, tagged)
            tell(told)
            return told

        STORIES.append(lambda: made(name, version))
        if twin:
            STORIES.append(lambda: made(f"{name}-2020", V2020))
        return tell

    return add
