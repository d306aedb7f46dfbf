"""Subscriptions and their schedules."""

from dataclasses import dataclass

from shapes.catalogue import Price
from shapes.customers import Customer
from shapes.parts import BASIL, ENDIVE, list_of, nulls


@dataclass
class Subscription:
    id: str
    item: str
    customer: Customer
    price: Price
    created: int
    metadata: dict
    payment_method: str | None
    latest_invoice: str | None = None
    status: str = "active"
    anchor: int = 0
    period_start: int = 0
    period_end: int = 0
    cancel_at_period_end: bool = False
    cancel_at: int | None = None
    canceled_at: int | None = None
    ended_at: int | None = None
    cancellation_reason: str | None = None
    pause_collection: dict | None = None
    paused_at: int | None = None
    schedule: str | None = None
    trial_end: int | None = None

    def json(self, version):
        subscription = {
            "id": self.id, "object": "subscription", "billing_cycle_anchor": self.anchor, "cancel_at": self.cancel_at,
            "cancel_at_period_end": self.cancel_at_period_end, "canceled_at": self.canceled_at,
            "cancellation_details": {"comment": None, "feedback": None, "reason": self.cancellation_reason},
            "collection_method": "charge_automatically", "created": self.created, "currency": "usd",
            "customer": self.customer.id, "default_payment_method": self.payment_method, "default_tax_rates": [],
            "ended_at": self.ended_at, "items": self.items(version), "latest_invoice": self.latest_invoice,
            "livemode": False, "metadata": self.metadata, "pause_collection": self.pause_collection,
            "plan": self.price.plan_json(version), "quantity": 1, "schedule": self.schedule,
            "start_date": self.created, "status": self.status,
            "payment_settings": {
                "payment_method_options": {"card": {"network": None, "request_three_d_secure": "automatic"}},
                "payment_method_types": None, "save_default_payment_method": "off",
            },
            "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
            **nulls("application", "application_fee_percent", "billing_thresholds", "days_until_due", "default_source"),
            **nulls("description", "next_pending_invoice_item_invoice", "on_behalf_of"),
            **nulls("pending_invoice_item_interval", "pending_setup_intent", "pending_update", "test_clock"),
            "trial_end": self.trial_end, "trial_start": self.created if self.trial_end else None,
            "transfer_data": None,
        }
        subscription.update(self.old_members() if version < BASIL else self.new_members())
        return subscription if version < ENDIVE else {**subscription, **self.newest_members()}

    def old_members(self):
        return {
            "automatic_tax": {"enabled": False}, "current_period_end": self.period_end,
            "current_period_start": self.period_start, "discount": None,
        }

    def new_members(self):
        mode = {"flexible": {"proration_discounts": "included"}, "type": "flexible", "updated_at": self.created - 155}
        return {
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None}, "billing_mode": mode,
            "discounts": [], "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
            **nulls("billing_cycle_anchor_config", "customer_account"),
        }

    def newest_members(self):
        """What versions after clover added, as far as stories tell it."""
        cause = {"type": "subscription", "subscription": {"type": "pause_requested"}, "transitioned_at": self.paused_at}
        return {
            "billing_schedules": [], "managed_payments": {"enabled": False},
            "status_details": {"paused": cause} if self.paused_at else None,
        }

    def items(self, version):
        item = {
            "id": self.item, "object": "subscription_item", "billing_thresholds": None, "created": self.created,
            "metadata": {}, "plan": self.price.plan_json(version), "price": self.price.json(version), "quantity": 1,
            "subscription": self.id, "tax_rates": [],
        }
        if version >= BASIL:
            item.update(current_period_start=self.period_start, current_period_end=self.period_end, discounts=[])
        return list_of([item], f"/v1/subscription_items?subscription={self.id}")


@dataclass
class Phase:
    price: Price
    start: int
    end: int

    def json(self, version):
        item = {
            "billing_thresholds": None, "metadata": {}, "plan": self.price.id, "price": self.price.id, "quantity": 1,
            "tax_rates": [],
        }
        phase = {
            "add_invoice_items": [], "currency": "usd", "default_tax_rates": [], "end_date": self.end, "items": [item],
            "metadata": {}, "proration_behavior": "none", "start_date": self.start,
            **nulls("application_fee_percent", "billing_cycle_anchor", "billing_thresholds", "collection_method"),
            **nulls("default_payment_method", "description", "invoice_settings", "on_behalf_of", "transfer_data"),
            **nulls("trial_end"),
        }
        if version < BASIL:
            return {**phase, "coupon": None}
        return {**phase, "discounts": [], "items": [{**item, "discounts": []}]}


@dataclass
class Schedule:
    id: str
    subscription: Subscription
    created: int
    phases: list[Phase]
    current: Phase | None
    status: str = "active"
    released_at: int | None = None

    def json(self, version):
        is_old, is_released = version < BASIL, self.released_at is not None
        current = {"end_date": self.current.end, "start_date": self.current.start} if self.current else None
        schedule = {
            "id": self.id, "object": "subscription_schedule", "created": self.created, "current_phase": current,
            "customer": self.subscription.customer.id, "default_settings": self.settings(is_old),
            "end_behavior": "release", "livemode": False, "metadata": {},
            "phases": [phase.json(version) for phase in self.phases], "released_at": self.released_at,
            "released_subscription": self.subscription.id if is_released else None, "status": self.status,
            "subscription": None if is_released else self.subscription.id,
            **nulls("application", "canceled_at", "completed_at", "test_clock"),
        }
        if is_old:
            return {**schedule, "renewal_interval": None}
        mode = {"flexible": {"proration_discounts": "included"}, "type": "flexible"}
        return {**schedule, "billing_mode": mode, "customer_account": None}

    def settings(self, is_old):
        tax = {"enabled": False} if is_old else {"disabled_reason": None, "enabled": False, "liability": None}
        issuer = {} if is_old else {"account_tax_ids": None, "issuer": {"type": "self"}}
        return {
            "automatic_tax": tax, "billing_cycle_anchor": "automatic", "collection_method": "charge_automatically",
            "invoice_settings": {"days_until_due": None, **issuer},
            **nulls("application_fee_percent", "billing_thresholds", "default_payment_method", "description"),
            **nulls("on_behalf_of", "transfer_data"),
        }
