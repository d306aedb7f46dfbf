"""Steps that several stories have in common."""

from shapes.catalogue import PACKAGES
from shapes.checkout import CheckoutSession
from shapes.invoices import Invoice, InvoicePayment, Line
from shapes.parts import DAY, HOUR, day_name, months_after, token
from shapes.payments import Charge, PaymentIntent
from shapes.returns import Dispute, Refund
from shapes.subscriptions import Phase, Schedule, Subscription
from shapes.telling import BY_API, BY_CHECKOUT, BY_HAND, BY_ITSELF, alter


def new_subscription(s, price, at, **fields):
    subscription = Subscription(
        s.new_id("sub_1"), s.new_id("si_"), s.customer, price, at, dict(s.tag), s.payment_method, anchor=at,
        period_start=at, period_end=months_after(at, price.months))
    alter(subscription, **fields)
    return subscription


def whole_period(s, subscription):
    price = subscription.price
    return Line(
        s.new_id("il_1"), price, price.amount, subscription.period_start, subscription.period_end, price.words)


def new_invoice(s, subscription, reason, at, lines=None):
    """An invoice of what the subscription's period costs, or of `lines`."""
    id = s.new_id("in_1")
    number = f"{token(s.customer.id, length=8).upper()}-{s.counts['in_1']:04}"
    begins = subscription.period_start
    if reason == "subscription_cycle":
        begins = months_after(at, -subscription.price.months)
    return Invoice(
        id, number, s.customer, subscription, reason, at, begins, at, lines or [whole_period(s, subscription)],
        s.new_id("pi_3"), finalized_at=at)


def subscribe(s, price, at=None, link_last=False):
    """A checkout that begins a subscription, and the payment of its first period."""
    at = at or s.begins
    subscription = new_subscription(s, price, at)
    invoice = new_invoice(s, subscription, "subscription_create", at)
    subscription.latest_invoice = invoice.id
    session = CheckoutSession(
        s.new_id("cs_test_a1"), "subscription", s.customer, at - 155, price.amount, s.account, dict(s.tag),
        subscription=subscription, invoice=invoice)
    if not link_last:
        s.tell(at + 3, "checkout.session.completed", session)
    s.tell(at + 3, "customer.subscription.created", subscription, by=BY_CHECKOUT)
    pay(s, invoice, at + 4, by=BY_CHECKOUT)
    s.tell(at + 5, "invoice_payment.paid", InvoicePayment(s.new_id("inpay_1"), invoice, at + 2))
    if link_last:
        s.tell(at + 5, "invoice.payment_succeeded", invoice, by=BY_CHECKOUT)
        s.tell(at + 19, "checkout.session.completed", session)
    return subscription, invoice


def pay(s, invoice, at, by=BY_ITSELF):
    alter(
        invoice, status="paid", attempts=invoice.attempts + 1, charge=s.new_id("ch_3"), paid_at=at - 1,
        next_attempt=None)
    s.tell(at, "invoice.paid", invoice, by=by)


def decline(s, invoice, at, next_attempt=None):
    alter(invoice, attempts=invoice.attempts + 1, charge=s.new_id("ch_3"), next_attempt=next_attempt)
    s.tell(at, "invoice.payment_failed", invoice)


def ask_for_authentication(s, invoice, at):
    """The bank wants the customer to be there: nothing is charged until then."""
    alter(invoice, attempts=invoice.attempts + 1, charge=None, next_attempt=None)
    s.tell(at, "invoice.payment_failed", invoice)
    s.tell(at, "invoice.payment_action_required", invoice)


def next_period(s, subscription, at=None, price=None):
    """The subscription moves on to its next period, an hour before the invoice for it is charged."""
    start = subscription.period_end
    price = price or subscription.price
    before = subscription.json(s.version)
    alter(subscription, price=price, period_start=start, period_end=months_after(start, price.months))
    invoice = new_invoice(s, subscription, "subscription_cycle", start)
    invoice.finalized_at = start + HOUR + 40
    subscription.latest_invoice = invoice.id
    s.tell(at or start + 9, "customer.subscription.updated", subscription, before)
    return invoice


def become_past_due(s, subscription):
    """The renewal is declined at its first attempt; another follows in three days."""
    invoice = next_period(s, subscription)
    failed_at = invoice.created + HOUR + 43
    decline(s, invoice, failed_at, next_attempt=failed_at + 3 * DAY)
    s.change(failed_at + 1, "customer.subscription.updated", subscription, status="past_due")
    return invoice


def ask_to_cancel(s, subscription, at):
    s.change(
        at, "customer.subscription.updated", subscription, by=BY_API, cancel_at_period_end=True, canceled_at=at,
        cancel_at=subscription.period_end, cancellation_reason="cancellation_requested")


def end(s, subscription, at, by=BY_ITSELF, **fields):
    alter(subscription, status="canceled", cancel_at_period_end=False, ended_at=at, **fields)
    s.tell(at + 2, "customer.subscription.deleted", subscription, by=by)


def prorate(s, subscription, paid, price, at, ends, debit):
    """An upgrade paid at once: the unused time of the old price against the new price until `ends`."""
    left, whole = subscription.period_end - at, subscription.period_end - subscription.period_start
    credit = -round(subscription.price.amount * left / whole)
    day = day_name(at)
    old, new = subscription.price.name, price.name
    lines = [
        Line(s.new_id("il_1"), subscription.price, credit, at, subscription.period_end,
             f"Unused time on {old} after {day}", s.new_id("ii_1"), gives_back=paid),
        Line(s.new_id("il_1"), price, debit, at, ends, f"Remaining time on {new} after {day}", s.new_id("ii_1")),
    ]
    invoice = new_invoice(s, subscription, "subscription_update", at, lines)
    pay(s, invoice, at + 3, by=BY_API)
    return invoice


def plan_downgrade(s, subscription, price, at):
    """A schedule is made of the subscription, then given a second phase with the cheaper price."""
    now = Phase(subscription.price, subscription.period_start, subscription.period_end)
    then = Phase(price, now.end, months_after(now.end, price.months))
    schedule = Schedule(s.new_id("sub_sched_1"), subscription, at, [now], now)
    s.tell(at, "subscription_schedule.created", schedule, by=BY_API)
    s.change(at + 1, "subscription_schedule.updated", schedule, by=BY_API, phases=[now, then])
    s.change(at + 1, "customer.subscription.updated", subscription, by=BY_API, schedule=schedule.id)
    return schedule


def release(s, schedule, at):
    alter(schedule, status="released", released_at=at, current=None)
    s.tell(at, "subscription_schedule.released", schedule, by=BY_API)
    s.change(at + 1, "customer.subscription.updated", schedule.subscription, by=BY_API, schedule=None)


def package_session(s, package, amount=None, **fields):
    """A checkout of credits, about to complete."""
    session = CheckoutSession(
        s.new_id("cs_test_a1"), "payment", s.customer, s.begins - 140, amount or PACKAGES[package], s.account,
        {**s.tag, "tollbridge_package": package}, payment_intent=s.new_id("pi_3"))
    alter(session, **fields)
    return session


def buy_package(s, package):
    """A checkout of credits that is paid by card; the charge that paid it."""
    session = package_session(s, package)
    s.tell(s.begins + 3, "checkout.session.completed", session)
    return Charge(
        s.new_id("ch_3"), s.customer, session.amount, s.begins, session.payment_intent, s.payment_method)


def reload(s, id, at, declined=False):
    """A payment that auto-reload makes while nobody is there."""
    metadata = {"tollbridge_account": s.account, "tollbridge_package": "macro", "tollbridge_reload": id}
    intent, words = s.new_id("pi_3"), "Auto-reload: Macro package"
    charge = Charge(
        s.new_id("ch_3"), s.customer, 3600, at + 1, intent, s.payment_method, words, declined=declined,
        metadata=metadata)
    return PaymentIntent(
        intent, s.customer, 3600, at, charge, s.payment_method, words, metadata=metadata, off_session=True)


def give_back(s, charge, amount, at, status="succeeded"):
    refund = Refund(s.new_id("re_3"), charge, amount, at, status)
    before = charge.json(s.version)
    charge.refunds.append(refund)
    s.tell(at, "refund.created", refund, by=BY_HAND)
    s.tell(at + 1, "charge.refunded", charge, before, by=BY_HAND)
    return refund


def dispute(s, charge, at):
    disputed = Dispute(s.new_id("du_1"), charge, at)
    s.tell(at + 1, "charge.dispute.created", disputed)
    s.tell(at + 1, "charge.dispute.funds_withdrawn", disputed)
    return disputed
