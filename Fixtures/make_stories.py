"""Writes the stories: folders of webhook payloads, each telling one thing that can happen to a customer.

    python3 Fixtures/make_stories.py

rewrites Fixtures/stories/<story>/NN-<event type>.json, always with the same bytes. The payloads have the shape of API
version 2025-09-30.clover. A story whose folder ends in -2020 is the one of the same name told in the shape of
2020-08-27: same ids, times, amounts and meaning, without the event types that came later.

An object (`Subscription`, `Invoice`, ... in the folder shapes) keeps what a story changes; its `json` writes that down
in the words of one version. A story tells events about its objects, in the order in which Stripe created them.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from shapes.catalogue import (
    MACRO_MONTH, MACRO_MONTH_BY_ID, MACRO_YEAR, MICRO_MONTH, MICRO_MONTH_BY_ID, MICRO_YEAR, OTHER, Product)
from shapes.checkout import CheckoutSession
from shapes.invoices import CreditNote, InvoicePayment, Line
from shapes.parts import DAY, ENDIVE, HOUR, MINUTE, V2020, months_after, utc
from shapes.payments import Charge, PaymentIntent
from shapes.returns import Dispute
from shapes.steps import (
    ask_for_authentication, ask_to_cancel, become_past_due, buy_package, decline, dispute, end, give_back, new_invoice, new_subscription,
    next_period, package_session, pay, plan_downgrade, prorate, release, reload, subscribe)
from shapes.telling import BY_API, BY_CHECKOUT, BY_HAND, STORIES, alter, story


@story("01-subscribe", "ada", "2026-01-12 09:14:05", twin=True, tagged=True)
def subscribes(s):
    """Micro monthly by checkout. The payment of the first invoice is told twice."""
    _, invoice = subscribe(s, MICRO_MONTH)
    s.tell(s.begins + 5, "invoice.payment_succeeded", invoice, by=BY_CHECKOUT)


@story("02-renew", "ben", "2026-01-20 16:40:31", twin=True)
def renews(s):
    """A month later the period rolls, and an hour after that its invoice is paid."""
    subscription, first = subscribe(s, MICRO_MONTH)
    s.tell(s.begins + 5, "invoice.payment_succeeded", first, by=BY_CHECKOUT)
    invoice = next_period(s, subscription)
    pay(s, invoice, invoice.created + HOUR + 44)


@story("03-decline-recover", "cleo", "2026-02-03 11:02:48", twin=True, tagged=True)
def recovers(s):
    """The renewal is declined; three days later it is paid."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    invoice = become_past_due(s, subscription)
    paid_at = invoice.next_attempt + 4
    pay(s, invoice, paid_at)
    s.change(paid_at + 1, "customer.subscription.updated", subscription, status="active")


@story("04-decline-to-the-end", "dora", "2026-02-09 20:15:00", tagged=True)
def never_recovers(s):
    """The renewal is declined three times; fourteen days after the first time the subscription ends."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    invoice = become_past_due(s, subscription)
    first = invoice.created + HOUR + 43
    decline(s, invoice, first + 3 * DAY + 5, next_attempt=first + 8 * DAY)
    decline(s, invoice, first + 8 * DAY + 5)
    ended = first + 14 * DAY
    end(s, subscription, ended, canceled_at=ended, cancellation_reason="payment_failed")


@story("05-upgrade", "emil", "2026-06-01 10:00:00", twin=True)
def upgrades(s):
    """Micro to Macro monthly in the middle of the period, half of which is left."""
    subscription, first = subscribe(s, MICRO_MONTH)
    at = s.begins + 15 * DAY
    invoice = prorate(s, subscription, first, MACRO_MONTH, at, subscription.period_end, MACRO_MONTH.amount // 2)
    s.change(
        at + 3, "customer.subscription.updated", subscription, by=BY_API, price=MACRO_MONTH, latest_invoice=invoice.id)


@story("06-upgrade-to-yearly", "finn", "2026-04-01 08:30:00", tagged=True)
def upgrades_to_yearly(s):
    """Micro monthly to Macro yearly on the tenth day: a new period of a year begins at once."""
    subscription, first = subscribe(s, MICRO_MONTH)
    at = s.begins + 10 * DAY
    ends = months_after(at, MACRO_YEAR.months)
    invoice = prorate(s, subscription, first, MACRO_YEAR, at, ends, MACRO_YEAR.amount)
    s.change(
        at + 3, "customer.subscription.updated", subscription, by=BY_API, price=MACRO_YEAR, anchor=at, period_start=at,
        period_end=ends, latest_invoice=invoice.id)


@story("07-scheduled-downgrade", "gwen", "2026-02-10 13:05:20", twin=True)
def downgrades(s):
    """Macro to Micro at the period's end, as a schedule that is released once it has done its work."""
    subscription, _ = subscribe(s, MACRO_MONTH)
    schedule = plan_downgrade(s, subscription, MICRO_MONTH, s.begins + 8 * DAY)
    ends = subscription.period_end
    s.change(ends + 6, "subscription_schedule.updated", schedule, current=schedule.phases[1])
    invoice = next_period(s, subscription, ends + 7, MICRO_MONTH)
    pay(s, invoice, ends + HOUR + 44)
    release(s, schedule, ends + 90 * MINUTE)


@story("08-scheduled-downgrade-undone", "hugo", "2026-03-04 07:55:12", tagged=True)
def keeps_the_plan(s):
    """A downgrade that is taken back before the period's end. Its prices are known by their ids alone."""
    subscription, _ = subscribe(s, MACRO_MONTH_BY_ID)
    schedule = plan_downgrade(s, subscription, MICRO_MONTH_BY_ID, s.begins + 6 * DAY)
    release(s, schedule, s.begins + 11 * DAY + 3 * HOUR)


@story("09-cancel-at-period-end", "iris", "2026-03-15 18:20:09", twin=True)
def cancels(s):
    """Canceled on the ninth day, for the end of the period."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    ask_to_cancel(s, subscription, s.begins + 9 * DAY)
    end(s, subscription, subscription.period_end)


@story("10-cancel-undone", "jonas", "2026-03-18 12:12:12", tagged=True)
def stays(s):
    """Canceled for the end of the period, and a day later not any more."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    ask_to_cancel(s, subscription, s.begins + 5 * DAY)
    s.change(
        s.begins + 6 * DAY, "customer.subscription.updated", subscription, by=BY_API, cancel_at_period_end=False,
        cancel_at=None, canceled_at=None, cancellation_reason=None)


@story("11-cancel-now", "kira", "2026-04-07 15:45:00")
def cancels_now(s):
    """Ended by hand on the twelfth day."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    ended = s.begins + 12 * DAY
    end(s, subscription, ended, by=BY_HAND, canceled_at=ended, cancellation_reason="cancellation_requested")


@story("12-pause-and-resume", "leo", "2026-01-05 06:30:45", twin=True)
def pauses(s):
    """Macro yearly: paused from day 40 to day 100, taken up again on day 75."""
    subscription, _ = subscribe(s, MACRO_YEAR)
    pause = {"behavior": "void", "resumes_at": s.begins + 100 * DAY}
    s.change(s.begins + 40 * DAY, "customer.subscription.updated", subscription, by=BY_API, pause_collection=pause)
    s.change(s.begins + 75 * DAY, "customer.subscription.updated", subscription, by=BY_API, pause_collection=None)


@story("13-pause-newer", "mona", "2026-10-02 14:00:30", version=ENDIVE, tagged=True)
def pauses_by_status(s):
    """Paused and resumed by the newer endpoints, within one paid period: the status itself says so."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    for day, type, status in ((6, "paused", "paused"), (16, "resumed", "active")):
        at = s.begins + day * DAY
        before = subscription.json(s.version)
        alter(subscription, status=status, paused_at=at if status == "paused" else None)
        s.tell(at, f"customer.subscription.{type}", subscription, by=BY_API)
        s.tell(at, "customer.subscription.updated", subscription, before, by=BY_API)


@story("14-yearly-monthly-refills", "nils", "2026-01-31 10:10:10")
def waits_for_refills(s):
    """Micro yearly, bought on the last day of January. Ten months later something harmless is changed."""
    subscription, _ = subscribe(s, MICRO_YEAR)
    s.change(
        utc("2026-12-05 10:00:00"), "customer.subscription.updated", subscription, by=BY_HAND,
        metadata={"campaign": "winter"})


@story("15-package-paid", "olga", "2026-02-14 19:33:07", twin=True, tagged=True)
def buys_credits(s):
    """A package by card. The payment is told three times; only the checkout says what it was for."""
    session = package_session(s, "micro")
    charge = Charge(s.new_id("ch_3"), s.customer, 1500, s.begins, session.payment_intent, s.payment_method)
    intent = PaymentIntent(session.payment_intent, s.customer, 1500, s.begins - 1, charge, s.payment_method)
    s.tell(s.begins + 1, "charge.succeeded", charge, by=BY_CHECKOUT)
    s.tell(s.begins + 1, "payment_intent.succeeded", intent, by=BY_CHECKOUT)
    s.tell(s.begins + 3, "checkout.session.completed", session)


@story("16-package-paid-late", "pia", "2026-02-16 08:00:00", tagged=True)
def buys_by_bank_debit(s):
    """The checkout completes unpaid; the bank pays two days later."""
    session = package_session(s, "macro", payment_status="unpaid", method="us_bank_account")
    s.tell(s.begins + 3, "checkout.session.completed", session)
    session.payment_status = "paid"
    s.tell(s.begins + 2 * DAY + 5 * HOUR, "checkout.session.async_payment_succeeded", session)


@story("17-package-failed", "quinn", "2026-02-17 08:05:00", tagged=True)
def bank_debit_fails(s):
    """The checkout completes unpaid; three days later the bank refuses."""
    session = package_session(s, "macro", payment_status="unpaid", method="us_bank_account")
    s.tell(s.begins + 3, "checkout.session.completed", session)
    s.tell(s.begins + 3 * DAY + 2 * HOUR, "checkout.session.async_payment_failed", session)


@story("18-package-with-auto-reload", "rosa", "2026-03-01 21:10:00", twin=True, tagged=True)
def reloads(s):
    """A purchase that turns auto-reload on, a reload that succeeds, and one that is declined."""
    session = package_session(s, "macro", amount=3600)
    session.metadata["tollbridge_auto_reload"] = "2000"
    s.tell(s.begins + 3, "checkout.session.completed", session)
    first, second = s.begins + 6 * DAY, s.begins + 17 * DAY
    s.tell(first + 2, "payment_intent.succeeded", reload(s, "r1", first), by=BY_API)
    s.tell(second + 2, "payment_intent.payment_failed", reload(s, "r2", second, declined=True), by=BY_API)


@story("19-refund-partial-then-full", "sven", "2026-03-10 09:09:09", twin=True)
def gets_it_all_back(s):
    """A third of a package's price is returned, and days later the rest."""
    charge = buy_package(s, "micro")
    give_back(s, charge, 500, s.begins + 2 * DAY)
    at = s.begins + 6 * DAY
    rest = give_back(s, charge, 1000, at)
    s.change(at + 6, "charge.refund.updated", rest, reference="7415826093")


@story("20-refund-failed", "tess", "2026-03-22 17:17:00")
def refund_fails(s):
    """A refund that is under way for days, and then comes back."""
    charge = buy_package(s, "micro")
    at = s.begins + 3 * DAY
    refund = give_back(s, charge, 1500, at, status="pending")
    s.change(at + DAY, "refund.updated", refund, reference="7415826144")
    s.change(
        at + 5 * DAY, "refund.failed", refund, status="failed", failure_reason="expired_or_canceled_card")


@story("21-refund-of-invoice", "ulla", "2026-04-12 10:45:30", twin=True, tagged=True)
def gets_the_month_back(s):
    """The first invoice is refunded in full on the second day."""
    _, invoice = subscribe(s, MICRO_MONTH)
    charge = Charge(
        invoice.charge, s.customer, invoice.total, s.begins + 1, invoice.payment_intent, s.payment_method,
        "Subscription creation", invoice.id)
    give_back(s, charge, invoice.total, s.begins + 2 * DAY)


@story("22-dispute-lost", "vera", "2026-04-20 22:05:41", twin=True)
def dispute_lost(s):
    """A package's payment is disputed, and the customer's bank decides for the customer."""
    charge = buy_package(s, "macro")
    at = s.begins + 8 * DAY
    disputed = dispute(s, charge, at)
    s.change(at + 12 * DAY, "charge.dispute.closed", disputed, by=BY_HAND, status="lost")


@story("23-dispute-won", "wim", "2026-04-22 05:50:00")
def dispute_won(s):
    """A package's payment is disputed, evidence is handed in, and the money comes back."""
    charge = buy_package(s, "macro")
    at = s.begins + 8 * DAY
    disputed = dispute(s, charge, at)
    s.change(
        at + 4 * DAY, "charge.dispute.updated", disputed, by=BY_HAND, status="under_review", submissions=1)
    closed = at + 40 * DAY
    s.change(closed, "charge.dispute.closed", disputed, status="won")
    s.change(closed + 1, "charge.dispute.funds_reinstated", disputed, reinstated_at=closed + 1)


@story("24-checkout-expired", "xenia", "2026-05-06 12:00:00")
def comes_back(s):
    """A checkout that nobody finishes expires; two days later another one completes."""
    left = CheckoutSession(
        s.new_id("cs_test_a1"), "subscription", None, s.begins, MICRO_MONTH.amount, s.account, dict(s.tag),
        status="expired", payment_status="unpaid")
    s.tell(s.begins + DAY + 1, "checkout.session.expired", left)
    subscribe(s, MICRO_MONTH, s.begins + 2 * DAY)


@story("25-first-payment-fails", "yara", "2026-05-11 13:37:00", version=V2020, tagged=True)
def first_payment_fails(s):
    """The subscription stood before its first payment did, as it used to; that payment never comes."""
    subscription = new_subscription(s, MICRO_MONTH, s.begins, status="incomplete", payment_method=None)
    invoice = new_invoice(s, subscription, "subscription_create", s.begins)
    subscription.latest_invoice = invoice.id
    s.tell(s.begins + 1, "customer.subscription.created", subscription, by=BY_CHECKOUT)
    decline(s, invoice, s.begins + 2)
    s.change(s.begins + 23 * HOUR + 4, "customer.subscription.updated", subscription, status="incomplete_expired")


@story("26-late-payment", "zeno", "2026-05-13 09:00:00", tagged=True)
def pays_too_late(s):
    """The renewal is declined and the subscription ends; a day later the invoice is paid after all."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    invoice = become_past_due(s, subscription)
    ended = invoice.next_attempt + 2 * HOUR
    end(s, subscription, ended, canceled_at=ended, cancellation_reason="payment_failed")
    pay(s, invoice, ended + DAY, by=BY_HAND)


@story("27-second-subscription", "alma", "2026-05-19 10:20:30", tagged=True)
def subscribes_twice(s):
    """While Micro lives, a second checkout of the same account makes another subscription, Macro."""
    subscribe(s, MICRO_MONTH)
    subscribe(s, MACRO_MONTH, s.begins + 6 * DAY)


@story("28-credit-note", "bo", "2026-05-21 15:15:15", twin=True)
def gets_a_credit_note(s):
    """A third of the first invoice is returned outside of Stripe, by a credit note."""
    _, invoice = subscribe(s, MICRO_MONTH)
    at = s.begins + 5 * DAY
    s.tell(at, "credit_note.created", CreditNote(s.new_id("cn_1"), invoice, 500, at), by=BY_HAND)


@story("29-not-ours", "carl", "2026-05-27 07:07:07", tagged=True)
def has_other_dealings(s):
    """The customer of an account also buys another product of the same company: none of that is ours."""
    subscribe(s, MICRO_MONTH)
    at = s.begins + 3 * DAY
    other = new_subscription(s, OTHER, at, metadata={})
    invoice = new_invoice(s, other, "subscription_create", at)
    other.latest_invoice = invoice.id
    s.tell(at + 2, "customer.subscription.created", other, by=BY_CHECKOUT)
    pay(s, invoice, at + 3, by=BY_CHECKOUT)
    s.change(at + HOUR, "customer.updated", s.customer, by=BY_HAND, phone="+15555550100")
    s.tell(at + DAY, "product.created", Product("prod_TBother2", "Newsletter Plus", at + DAY), by=BY_HAND)
    elsewhere = package_session(s, "macro", created=at + 2 * DAY - 140)
    s.tell(at + 2 * DAY, "checkout.session.completed", elsewhere, stripe_account="acct_other")


@story("30-link-last", "dina", "2026-06-08 11:11:11")
def is_linked_last(s):
    """Only the last event, the checkout's, says whose all the others are."""
    subscribe(s, MICRO_MONTH, link_last=True)


@story("31-authentication-required", "nora", "2026-06-10 10:00:00", tagged=True)
def authenticates(s):
    """The renewal wants the customer's bank to ask; she confirms it two days later."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    invoice = next_period(s, subscription)
    asked_at = invoice.created + HOUR + 43
    ask_for_authentication(s, invoice, asked_at)
    s.change(asked_at + 1, "customer.subscription.updated", subscription, status="past_due")
    paid_at = asked_at + 2 * DAY
    pay(s, invoice, paid_at, by=BY_CHECKOUT)
    s.change(paid_at + 1, "customer.subscription.updated", subscription, status="active")


@story("32-unpaid", "otto", "2026-06-12 09:30:00", tagged=True)
def is_left_unpaid(s):
    """The renewal is never paid and the subscription is left unpaid; a month later it is paid and goes on."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    invoice = become_past_due(s, subscription)
    given_up = invoice.created + HOUR + 43 + 7 * DAY
    decline(s, invoice, given_up)
    s.change(given_up + 1, "customer.subscription.updated", subscription, status="unpaid")
    paid_at = given_up + 10 * DAY
    pay(s, invoice, paid_at, by=BY_HAND)
    s.change(paid_at + 1, "customer.subscription.updated", subscription, status="active")


@story("33-trial", "paul", "2026-06-15 08:00:00", tagged=True)
def tries_it(s):
    """Macro with a trial of a week: an invoice of nothing, then the first one that is paid."""
    ends = s.begins + 7 * DAY
    subscription = new_subscription(
        s, MACRO_MONTH, s.begins, status="trialing", trial_end=ends, period_end=ends, anchor=ends)
    words = f"Trial period for {MACRO_MONTH.name}"
    free = new_invoice(
        s, subscription, "subscription_create", s.begins,
        [Line(s.new_id("il_1"), MACRO_MONTH, 0, s.begins, ends, words)])
    subscription.latest_invoice = free.id
    s.tell(s.begins + 3, "customer.subscription.created", subscription, by=BY_CHECKOUT)
    pay(s, free, s.begins + 4, by=BY_CHECKOUT)
    invoice = next_period(s, subscription)
    s.change(ends + 10, "customer.subscription.updated", subscription, status="active")
    pay(s, invoice, ends + HOUR + 44)


@story("34-package-for-nothing", "rita", "2026-06-17 14:00:00", tagged=True)
def buys_with_a_coupon(s):
    """A coupon pays for all of a package: there is no payment at all."""
    session = package_session(s, "micro", payment_status="no_payment_required", payment_intent=None, discount=1500)
    s.tell(s.begins + 3, "checkout.session.completed", session)


@story("35-wrong-amount", "sara", "2026-06-18 14:00:00", tagged=True)
def pays_another_price(s):
    """A checkout that names a package but was paid at another price: for a person to look at."""
    s.tell(s.begins + 3, "checkout.session.completed", package_session(s, "macro", amount=100))


@story("36-credit-note-voided", "tina", "2026-06-20 11:00:00", tagged=True)
def credit_note_is_voided(s):
    """A third of the first invoice is returned by a credit note, which is voided the next day."""
    _, invoice = subscribe(s, MICRO_MONTH)
    at = s.begins + 5 * DAY
    note = CreditNote(s.new_id("cn_1"), invoice, 500, at)
    s.tell(at, "credit_note.created", note, by=BY_HAND)
    s.change(at + DAY, "credit_note.voided", note, by=BY_HAND, voided_at=at + DAY)


@story("37-dispute-inquiry", "udo", "2026-06-22 16:00:00")
def bank_asks(s):
    """The bank only asks about a payment, and is satisfied."""
    charge = buy_package(s, "macro")
    at = s.begins + 3 * DAY
    inquiry = Dispute(s.new_id("du_1"), charge, at, status="warning_needs_response")
    s.tell(at + 1, "charge.dispute.created", inquiry)
    s.change(at + 2 * DAY, "charge.dispute.updated", inquiry, by=BY_HAND, status="warning_under_review", submissions=1)
    s.change(at + 30 * DAY, "charge.dispute.closed", inquiry, status="warning_closed")


@story("38-cancel-at-a-date", "vito", "2026-06-24 10:00:00", tagged=True)
def cancels_for_a_date(s):
    """Canceled for a day within the period, which is when it ends."""
    subscription, _ = subscribe(s, MICRO_MONTH)
    at, ends = s.begins + 2 * DAY, s.begins + 20 * DAY
    s.change(
        at, "customer.subscription.updated", subscription, by=BY_API, cancel_at=ends, canceled_at=at,
        cancellation_reason="cancellation_requested")
    end(s, subscription, ends)


@story("39-upgrade-refunded", "wera", "2026-07-01 10:00:00", tagged=True)
def gets_the_upgrade_back(s):
    """An upgrade in the middle of the period, whose own invoice is returned in full two days later."""
    subscription, first = subscribe(s, MICRO_MONTH)
    at = s.begins + 15 * DAY
    invoice = prorate(s, subscription, first, MACRO_MONTH, at, subscription.period_end, MACRO_MONTH.amount // 2)
    s.change(
        at + 3, "customer.subscription.updated", subscription, by=BY_API, price=MACRO_MONTH, latest_invoice=invoice.id)
    s.tell(at + 4, "invoice_payment.paid", InvoicePayment(s.new_id("inpay_1"), invoice, at + 2))
    charge = Charge(
        invoice.charge, s.customer, invoice.total, at + 1, invoice.payment_intent, s.payment_method,
        "Subscription update", invoice.id)
    give_back(s, charge, invoice.total, at + 2 * DAY)


@story("40-reload-refunded", "xaver", "2026-07-03 10:00:00", tagged=True)
def reload_is_returned(s):
    """A reload succeeds and is refunded: its own credits go, auto-reload stays on."""
    session = package_session(s, "macro", amount=3600)
    session.metadata["tollbridge_auto_reload"] = "2000"
    s.tell(s.begins + 3, "checkout.session.completed", session)
    intent = reload(s, "r1", s.begins + 6 * DAY)
    s.tell(s.begins + 6 * DAY + 2, "payment_intent.succeeded", intent, by=BY_API)
    give_back(s, intent.charge, 3600, s.begins + 8 * DAY)


# ---------------------------------------------------------------------------------------------------------------------
# Writing

FOLDER = pathlib.Path(__file__).resolve().parent / "stories"


def check(told):
    """Events come in the order in which they were created, each under an id of its own."""
    times = [event["created"] for event in told.events]
    ids = [event["id"] for event in told.events]
    assert times == sorted(times), f"{told.name}: out of order"
    assert len(ids) == len(set(ids)), f"{told.name}: two events with one id"


def write(told):
    folder = FOLDER / told.name
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("[0-9][0-9]-*.json"):
        stale.unlink()
    for number, event in enumerate(told.events, start=1):
        text = json.dumps(event, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{number:02}-{event['type']}.json").write_text(text, encoding="utf-8")


def main():
    for make in STORIES:
        told = make()
        check(told)
        write(told)
        print(f"{told.name}: {len(told.events)} events")


if __name__ == "__main__":
    main()
