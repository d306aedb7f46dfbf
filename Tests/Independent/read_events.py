"""An independent reading of Stripe webhook payloads.

Usage: python3 read_events.py FILE...

Each file holds one Stripe event, or one bare Stripe object. For each file, in
the order given, one line of JSON is printed:

    {"api_version":...,"created":...,"file":...,"id":...,"livemode":...,
     "object":{...} or null,"type":...}

The envelope values are null for a bare object, and where they are absent or
of another JSON type than Stripe documents. "object" is the normalised form of
an invoice, subscription, checkout.session, charge, refund, dispute or
payment_intent, and null for everything else, for thin events
(v2.core.event) and for payloads without an `object` field.

Rules that hold everywhere:
  * Payloads are read by the fields they have, the newest path first, and
    never by api_version. A null counts as absent.
  * A value of the wrong JSON type counts as absent. 1.0 is not an integer.
  * An id may be a string or an expanded object with an `id`.
  * Values of enumerations are kept as they are, known or not.

A file that cannot be read or parsed gives a line of nulls, a note on standard
error and exit status 1. Python 3.9 or later, standard library only.
"""

import json
import sys


# Values

def text(value):
    """The value if it is a JSON string."""
    return value if isinstance(value, str) else None


def number(value):
    """The value if it is a JSON integer. Python counts True as an int."""
    return value if type(value) is int else None


def flag(value):
    """The value if it is a JSON boolean."""
    return value if isinstance(value, bool) else None


def record(value):
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def first(*values):
    """The first value that is not None."""
    for value in values:
        if value is not None:
            return value
    return None


def ident(value):
    """An id that is a string or an expanded object."""
    return first(text(value), text(record(value).get("id")))


def at(value, *path):
    """The value at a path of object keys, or None."""
    for key in path:
        value = record(value).get(key)
    return value


def strings(value):
    """Metadata: the entries of an object whose values are strings."""
    return {k: v for k, v in record(value).items() if isinstance(v, str)}


def elements(value):
    """The objects of a list object ({"data": [...]}) or a plain array.

    None where there is no list at all.
    """
    if isinstance(value, dict):
        value = value.get("data")
    if not isinstance(value, list):
        return None
    return [element for element in value if isinstance(element, dict)]


def pick(source, texts=(), numbers=(), ids=()):
    """Fields that are read under their own name."""
    out = {name: text(source.get(name)) for name in texts}
    out.update((name, number(source.get(name))) for name in numbers)
    out.update((name, ident(source.get(name))) for name in ids)
    return out


# Prices: an old `plan`, a later `price`, or `pricing` on an invoice line

def price_fields(holder):
    """Price id, product, lookup key and interval of a line or an item."""
    details = record(at(holder, "pricing", "price_details"))
    newest, price, plan = details.get("price"), holder.get("price"), holder.get("plan")
    return {
        "price": first(ident(newest), ident(price), ident(plan)),
        "product": first(ident(details.get("product")), ident(at(newest, "product")),
                         ident(at(price, "product")), ident(at(plan, "product"))),
        "lookup_key": first(text(at(newest, "lookup_key")), text(at(price, "lookup_key"))),
        "interval": first(text(at(newest, "recurring", "interval")),
                          text(at(price, "recurring", "interval")),
                          text(at(plan, "interval"))),
    }


# Invoices

def invoice_status(invoice):
    """The status, which old versions spread over four booleans."""
    status = text(invoice.get("status"))
    if status is not None:
        return status
    names = ("paid", "forgiven", "closed", "attempted")
    paid, forgiven, closed, attempted = [flag(invoice.get(name)) for name in names]
    if first(paid, forgiven, closed, attempted) is None:
        return None
    if paid:
        return "paid"
    if forgiven:
        return "uncollectible"
    if closed:
        return "void"
    return "draft" if attempted is False else "open"


def line_subscription(line):
    """The subscription that an invoice line belongs to."""
    named = first(ident(at(line, "parent", "subscription_item_details", "subscription")),
                  ident(line.get("subscription")))
    line_id = text(line.get("id"))
    if named is None and line.get("type") == "subscription":
        if line_id is not None and line_id.startswith("sub_"):
            return line_id
    return named


def invoice_subscription(invoice, lines):
    """The subscription of an invoice, if need be from its first line."""
    return first(ident(at(invoice, "parent", "subscription_details", "subscription")),
                 ident(invoice.get("subscription")),
                 line_subscription(lines[0]) if lines else None)


def invoice_payment(invoice):
    """The `payment` of the first paid entry of payments, else of the first."""
    payments = elements(invoice.get("payments")) or []
    paid = [entry for entry in payments if entry.get("status") == "paid"]
    chosen = (paid or payments or [{}])[0]
    return record(chosen.get("payment"))


def line_proration(line):
    """Whether a line is a proration."""
    return first(flag(at(line, "parent", "subscription_item_details", "proration")),
                 flag(at(line, "parent", "invoice_item_details", "proration")),
                 flag(line.get("proration")), False)


def read_line(line):
    out = pick(line, texts=("id", "currency"), numbers=("amount", "quantity"))
    out.update(price_fields(line))
    out["period_start"] = number(at(line, "period", "start"))
    out["period_end"] = number(at(line, "period", "end"))
    out["proration"] = line_proration(line)
    out["credit"] = out["amount"] is not None and out["amount"] < 0
    return out


def read_invoice(invoice):
    lines = elements(invoice.get("lines")) or []
    payment = invoice_payment(invoice)
    out = pick(invoice,
               texts=("object", "id", "billing_reason", "currency"),
               numbers=("total", "amount_due", "amount_paid", "attempt_count",
                        "next_payment_attempt", "period_start", "period_end"),
               ids=("customer",))
    out["subscription"] = invoice_subscription(invoice, lines)
    out["status"] = invoice_status(invoice)
    out["created"] = first(number(invoice.get("created")), number(invoice.get("date")))
    out["paid_at"] = number(at(invoice, "status_transitions", "paid_at"))
    for name in ("charge", "payment_intent"):
        out[name] = first(ident(invoice.get(name)), ident(payment.get(name)))
    out["metadata"] = strings(invoice.get("metadata"))
    out["subscription_metadata"] = strings(first(
        at(invoice, "parent", "subscription_details", "metadata"),
        at(invoice, "subscription_details", "metadata")))
    out["lines"] = [read_line(line) for line in lines]
    return out


# Subscriptions

def read_item(item, subscription):
    price, plan = item.get("price"), item.get("plan")
    out = pick(item, texts=("id",), numbers=("quantity",))
    out.update(price_fields(item))
    out["interval_count"] = first(number(at(price, "recurring", "interval_count")),
                                  number(at(plan, "interval_count")))
    out["unit_amount"] = first(number(at(price, "unit_amount")), number(at(plan, "amount")))
    out["currency"] = first(text(at(price, "currency")), text(at(plan, "currency")))
    for edge in ("start", "end"):
        name = "current_period_" + edge
        out["period_" + edge] = first(number(item.get(name)), number(subscription.get(name)))
    return out


def subscription_items(subscription):
    """The items, or in older versions the one plan of the subscription."""
    items = elements(subscription.get("items"))
    if items is None:
        plan = subscription.get("plan")
        if plan is None:
            return []
        items = [{"plan": plan, "quantity": subscription.get("quantity")}]
    return [read_item(item, subscription) for item in items]


def subscription_period(subscription, items, edge):
    """The start or end of the current period, if need be from the items."""
    own = number(subscription.get("current_period_" + edge))
    edges = [item["period_" + edge] for item in items]
    return first(own, min((e for e in edges if e is not None), default=None))


def read_subscription(subscription):
    items = subscription_items(subscription)
    out = pick(subscription,
               texts=("object", "id", "status"),
               numbers=("cancel_at", "canceled_at", "ended_at", "trial_start", "trial_end"),
               ids=("customer", "schedule", "latest_invoice"))
    out["cancel_at_period_end"] = first(flag(subscription.get("cancel_at_period_end")), False)
    out["cancellation_reason"] = text(at(subscription, "cancellation_details", "reason"))
    out["pause_behavior"] = text(at(subscription, "pause_collection", "behavior"))
    out["resumes_at"] = number(at(subscription, "pause_collection", "resumes_at"))
    out["started_at"] = first(number(subscription.get("start_date")),
                              number(subscription.get("start")),
                              number(subscription.get("created")))
    for edge in ("start", "end"):
        out["period_" + edge] = subscription_period(subscription, items, edge)
    out["metadata"] = strings(subscription.get("metadata"))
    out["items"] = items
    return out


# Payments

def read_session(session):
    out = pick(session,
               texts=("object", "id", "mode", "status", "payment_status", "currency",
                      "client_reference_id"),
               numbers=("amount_total", "amount_subtotal", "expires_at", "created"),
               ids=("customer", "subscription", "payment_intent", "invoice"))
    out["metadata"] = strings(session.get("metadata"))
    return out


def charge_disputed(charge):
    """`disputed`, in old versions whether `dispute` is there."""
    disputed = flag(charge.get("disputed"))
    if disputed is None and "dispute" in charge:
        return charge["dispute"] is not None
    return disputed


def charge_refund(refund):
    """A refund inside a charge."""
    return pick(refund,
                texts=("id", "status", "currency", "reason", "failure_reason"),
                numbers=("amount", "created"),
                ids=("charge", "payment_intent"))


def read_charge(charge):
    out = pick(charge,
               texts=("object", "id", "status", "currency", "failure_code"),
               numbers=("amount", "amount_refunded", "created"),
               ids=("customer", "payment_intent", "invoice"))
    out["refunded"] = flag(charge.get("refunded"))
    out["disputed"] = charge_disputed(charge)
    out["metadata"] = strings(charge.get("metadata"))
    out["refunds"] = [charge_refund(refund) for refund in elements(charge.get("refunds")) or []]
    return out


def read_refund(refund):
    out = charge_refund(refund)
    out["object"] = text(refund.get("object"))
    out["metadata"] = strings(refund.get("metadata"))
    return out


def read_dispute(dispute):
    out = pick(dispute,
               texts=("object", "id", "status", "currency", "reason"),
               numbers=("amount", "created"),
               ids=("charge", "payment_intent"))
    out["metadata"] = strings(dispute.get("metadata"))
    return out


def latest_charge(intent):
    """`latest_charge`, in older versions the head of `charges`, newest first."""
    charges = at(intent, "charges", "data")
    head = charges[0] if isinstance(charges, list) and charges else None
    return first(ident(intent.get("latest_charge")), ident(head))


def read_payment_intent(intent):
    out = pick(intent,
               texts=("object", "id", "status", "currency", "cancellation_reason"),
               numbers=("amount", "amount_received", "created"),
               ids=("customer", "invoice", "payment_method"))
    out["latest_charge"] = latest_charge(intent)
    out["failure_code"] = text(at(intent, "last_payment_error", "code"))
    out["decline_code"] = text(at(intent, "last_payment_error", "decline_code"))
    out["metadata"] = strings(intent.get("metadata"))
    return out


# Files

READERS = {
    "invoice": read_invoice,
    "subscription": read_subscription,
    "checkout.session": read_session,
    "charge": read_charge,
    "refund": read_refund,
    "dispute": read_dispute,
    "payment_intent": read_payment_intent,
}


def read_object(value):
    """The normalised object, or None for kinds that are not read."""
    reader = READERS.get(text(at(value, "object")))
    return reader(value) if reader else None


def read_payload(payload):
    """The envelope and the object of one payload."""
    kind = at(payload, "object")
    envelope = payload if kind in ("event", "v2.core.event") else {}
    out = pick(envelope, texts=("id", "type", "api_version"), numbers=("created",))
    out["livemode"] = flag(envelope.get("livemode"))
    out["object"] = read_object(at(payload, "data", "object") if kind == "event" else payload)
    return out


def load(path):
    """The parsed file and True, or None and False with a note on standard error."""
    try:
        with open(path, encoding="utf-8") as handle:
            return json.load(handle), True
    except (OSError, ValueError, RecursionError) as error:
        print("%s: %s" % (path, error), file=sys.stderr)
        return None, False


def main(paths):
    status = 0
    for path in paths:
        payload, readable = load(path)
        if not readable:
            status = 1
        out = read_payload(payload)
        out["file"] = path
        line = json.dumps(out, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
