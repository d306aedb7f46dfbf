"""Invoices, their lines and payments, and credit notes."""

from dataclasses import dataclass

from shapes.catalogue import Price
from shapes.customers import Customer
from shapes.parts import BASIL, DAHLIA, ENDIVE, STRIPE_ACCOUNT, list_of, nulls, token
from shapes.subscriptions import Subscription


@dataclass
class Line:
    id: str
    price: Price
    amount: int
    start: int
    end: int
    words: str
    invoice_item: str | None = None
    gives_back: "Invoice | None" = None

    @property
    def is_proration(self):
        return self.invoice_item is not None

    def json(self, version, invoice):
        line = {
            "id": self.id, "object": "line_item", "amount": self.amount, "currency": "usd", "description": self.words,
            "discount_amounts": [], "discountable": not self.is_proration, "discounts": [], "invoice": invoice.id,
            "livemode": False, "metadata": {}, "period": {"end": self.end, "start": self.start}, "quantity": 1,
        }
        line.update(self.old_members(version, invoice) if version < BASIL else self.new_members(invoice))
        return line if version < DAHLIA else {**line, "quantity_decimal": "1", "subtotal": self.amount}

    def old_members(self, version, invoice):
        members = {
            "amount_excluding_tax": self.amount, "plan": self.price.plan_json(version),
            "price": self.price.json(version), "proration": self.is_proration, "proration_details": self.details(),
            "subscription": invoice.subscription.id, "subscription_item": invoice.subscription.item, "tax_amounts": [],
            "tax_rates": [], "type": "invoiceitem" if self.is_proration else "subscription",
            "unit_amount_excluding_tax": str(self.amount),
        }
        return {**members, "invoice_item": self.invoice_item} if self.is_proration else members

    def new_members(self, invoice):
        of_item = {
            "invoice_item": self.invoice_item, "proration": self.is_proration, "proration_details": self.details(),
            "subscription": invoice.subscription.id, "subscription_item": invoice.subscription.item,
        }
        return {
            "parent": {
                "invoice_item_details": None, "subscription_item_details": of_item, "type": "subscription_item_details",
            },
            "pretax_credit_amounts": [],
            "pricing": {
                "price_details": {"price": self.price.id, "product": self.price.product}, "type": "price_details",
                "unit_amount_decimal": None if self.is_proration else str(self.price.amount),
            },
            "taxes": [],
        }

    def details(self):
        if not self.gives_back:
            return {"credited_items": None}
        lines = [line.id for line in self.gives_back.lines]
        return {"credited_items": {"invoice": self.gives_back.id, "invoice_line_items": lines}}


@dataclass
class Invoice:
    id: str
    number: str
    customer: Customer
    subscription: Subscription
    reason: str
    created: int
    period_start: int
    period_end: int
    lines: list[Line]
    payment_intent: str
    charge: str | None = None
    status: str = "open"
    finalized_at: int = 0
    paid_at: int | None = None
    attempts: int = 0
    next_attempt: int | None = None

    @property
    def total(self):
        return sum(line.amount for line in self.lines)

    def json(self, version):
        paid = self.total if self.status == "paid" else 0
        page = f"{STRIPE_ACCOUNT}/test_{token(self.id, length=32)}"
        invoice = {
            "id": self.id, "object": "invoice", "account_country": "US", "account_name": "Example App",
            "amount_due": self.total, "amount_paid": paid, "amount_remaining": self.total - paid, "amount_shipping": 0,
            "attempt_count": self.attempts, "attempted": self.attempts > 0,
            "auto_advance": self.next_attempt is not None, "billing_reason": self.reason,
            "collection_method": "charge_automatically", "created": self.created, "currency": "usd",
            "customer": self.customer.id, "customer_email": self.customer.email, "customer_name": self.customer.name,
            "customer_tax_exempt": "none", "customer_tax_ids": [], "default_tax_rates": [], "discounts": [],
            "effective_at": self.finalized_at, "ending_balance": 0,
            "hosted_invoice_url": f"https://invoice.stripe.com/i/{page}?s=ap",
            "invoice_pdf": f"https://pay.stripe.com/invoice/{page}/pdf?s=ap", "issuer": {"type": "self"},
            "lines": list_of([line.json(version, self) for line in self.lines], f"/v1/invoices/{self.id}/lines"),
            "livemode": False, "metadata": {}, "next_payment_attempt": self.next_attempt, "number": self.number,
            "payment_settings": nulls("default_mandate", "payment_method_options", "payment_method_types"),
            "period_end": self.period_end, "period_start": self.period_start, "post_payment_credit_notes_amount": 0,
            "pre_payment_credit_notes_amount": 0, "starting_balance": 0, "status": self.status,
            "status_transitions": {
                "finalized_at": self.finalized_at, "paid_at": self.paid_at,
                **nulls("marked_uncollectible_at", "voided_at"),
            },
            "subtotal": self.total, "subtotal_excluding_tax": self.total, "total": self.total,
            "total_discount_amounts": [], "total_excluding_tax": self.total, "webhooks_delivered_at": self.created + 1,
            **nulls("account_tax_ids", "application", "custom_fields", "customer_address", "customer_phone"),
            **nulls("customer_shipping", "default_payment_method", "default_source", "description", "due_date"),
            **nulls("footer", "from_invoice", "last_finalization_error", "latest_revision", "on_behalf_of"),
            **nulls("receipt_number", "rendering", "shipping_cost", "shipping_details", "statement_descriptor"),
            **nulls("test_clock"),
        }
        invoice.update(self.old_members() if version < BASIL else self.new_members())
        return invoice if version < ENDIVE else {**invoice, "status_details": None}

    def old_members(self):
        return {
            "automatic_tax": {"enabled": False, "status": None}, "charge": self.charge, "paid": self.status == "paid",
            "paid_out_of_band": False, "payment_intent": self.payment_intent, "subscription": self.subscription.id,
            "subscription_details": {"metadata": self.subscription.metadata}, "total_tax_amounts": [],
            **nulls("application_fee_amount", "discount", "quote", "tax", "transfer_data"),
        }

    def new_members(self):
        of_subscription = {"metadata": self.subscription.metadata, "subscription": self.subscription.id}
        return {
            "amount_overpaid": 0, "automatically_finalizes_at": None,
            "automatic_tax": {"enabled": False, **nulls("disabled_reason", "liability", "provider", "status")},
            "customer_account": None, "total_pretax_credit_amounts": [], "total_taxes": [],
            "parent": {
                "quote_details": None, "subscription_details": of_subscription, "type": "subscription_details",
            },
        }


@dataclass
class InvoicePayment:
    id: str
    invoice: Invoice
    created: int

    def json(self, version):
        return {
            "id": self.id, "object": "invoice_payment", "amount_paid": self.invoice.total,
            "amount_requested": self.invoice.total, "created": self.created, "currency": "usd",
            "invoice": self.invoice.id, "is_default": True, "livemode": False, "status": "paid",
            "payment": {"payment_intent": self.invoice.payment_intent, "type": "payment_intent"},
            "status_transitions": {"canceled_at": None, "paid_at": self.invoice.paid_at},
        }


@dataclass
class CreditNote:
    """A credit note whose money was returned outside of Stripe."""

    id: str
    invoice: Invoice
    amount: int
    created: int
    voided_at: int | None = None

    def json(self, version):
        lines = list_of([self.line(version)], f"/v1/credit_notes/{self.id}/lines", total=False)
        note = {
            "id": self.id, "object": "credit_note", "amount": self.amount, "amount_shipping": 0,
            "created": self.created, "currency": "usd", "customer": self.invoice.customer.id, "discount_amount": 0,
            "discount_amounts": [], "effective_at": self.created, "invoice": self.invoice.id, "lines": lines,
            "livemode": False, "metadata": {}, "number": f"{self.invoice.number}-CN-01",
            "out_of_band_amount": self.amount,
            "pdf": f"https://pay.stripe.com/credit_notes/{STRIPE_ACCOUNT}/test_{token(self.id, length=32)}/pdf?s=ap",
            "reason": "order_change", "status": "void" if self.voided_at else "issued", "subtotal": self.amount,
            "subtotal_excluding_tax": self.amount, "total": self.amount, "total_excluding_tax": self.amount,
            "type": "post_payment", "voided_at": self.voided_at,
            **nulls("customer_balance_transaction", "memo", "shipping_cost"),
        }
        if version < BASIL:
            return {**note, "refund": None, "tax_amounts": []}
        return {
            **note, "customer_account": None, "post_payment_amount": self.amount, "pre_payment_amount": 0,
            "pretax_credit_amounts": [], "refunds": [], "total_taxes": [],
        }

    def line(self, version):
        line = {
            "id": self.id.replace("cn_", "cnli_"), "object": "credit_note_line_item", "amount": self.amount,
            "description": "Goodwill credit", "discount_amount": 0, "discount_amounts": [], "livemode": False,
            "quantity": 1, "tax_rates": [], "type": "custom_line_item", "unit_amount": self.amount,
            "unit_amount_decimal": str(self.amount),
        }
        if version >= BASIL:
            return {**line, "pretax_credit_amounts": [], "taxes": []}
        excluding_tax = {"amount_excluding_tax": self.amount, "unit_amount_excluding_tax": str(self.amount)}
        return {**line, **excluding_tax, "tax_amounts": []}
