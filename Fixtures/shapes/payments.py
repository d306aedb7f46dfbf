"""Charges and payment intents."""

from dataclasses import dataclass, field

from shapes.customers import Customer
from shapes.parts import BASIL, DAY, NO_ADDRESS, list_of, nulls, token


@dataclass
class Charge:
    id: str
    customer: Customer
    amount: int
    created: int
    payment_intent: str
    payment_method: str
    description: str | None = None
    invoice: str | None = None
    declined: bool = False
    metadata: dict = field(default_factory=dict)
    refunds: list["Refund"] = field(default_factory=list)

    @property
    def amount_refunded(self):
        return sum(refund.amount for refund in self.refunds if refund.status != "failed")

    def json(self, version):
        person = {"address": {**NO_ADDRESS, "country": "US", "postal_code": "10001"}, "email": self.customer.email}
        receipt = f"https://pay.stripe.com/receipts/payment/{token(self.id, length=40)}"
        charge = {
            "id": self.id, "object": "charge", "amount": self.amount,
            "amount_captured": 0 if self.declined else self.amount, "amount_refunded": self.amount_refunded,
            "balance_transaction": None if self.declined else self.transaction,
            "billing_details": {**person, "name": self.customer.name, "phone": None},
            "calculated_statement_descriptor": "EXAMPLE APP", "captured": not self.declined, "created": self.created,
            "currency": "usd", "customer": self.customer.id, "description": self.description, "disputed": False,
            "failure_code": "card_declined" if self.declined else None,
            "failure_message": "Your card was declined." if self.declined else None, "fraud_details": {},
            "livemode": False, "metadata": self.metadata, "outcome": self.outcome(version), "paid": not self.declined,
            "payment_intent": self.payment_intent, "payment_method": self.payment_method,
            "payment_method_details": {"card": self.card(version), "type": "card"},
            "receipt_url": None if self.declined else receipt, "refunded": self.amount_refunded == self.amount,
            "status": "failed" if self.declined else "succeeded",
            **nulls("application", "application_fee", "application_fee_amount", "destination", "dispute"),
            **nulls("failure_balance_transaction", "on_behalf_of", "order", "receipt_email", "receipt_number"),
            **nulls("review", "shipping", "source", "source_transfer", "statement_descriptor"),
            **nulls("statement_descriptor_suffix", "transfer_data", "transfer_group"),
        }
        if version < BASIL:
            refunds = [refund.json(version) for refund in reversed(self.refunds)]
            return {**charge, "invoice": self.invoice, "refunds": list_of(refunds, f"/v1/charges/{self.id}/refunds")}
        charge["billing_details"]["tax_id"] = None
        return {**charge, "radar_options": {}}

    @property
    def transaction(self):
        return self.id.replace("ch_", "txn_")

    def card(self, version):
        card = {
            "brand": "visa", "country": "US", "exp_month": 4, "exp_year": 2031, "funding": "credit",
            "checks": {"address_line1_check": None, "address_postal_code_check": "pass", "cvc_check": "pass"},
            "fingerprint": token(self.customer.id, length=16), "installments": None, "mandate": None,
            "last4": "0341" if self.declined else "4242", "network": "visa", "three_d_secure": None, "wallet": None,
        }
        if version < BASIL:
            return card
        return {
            **card, "amount_authorized": None if self.declined else self.amount, "authorization_code": "240117",
            "extended_authorization": {"status": "disabled"}, "incremental_authorization": {"status": "unavailable"},
            "multicapture": {"status": "unavailable"}, "network_token": {"used": False},
            "network_transaction_id": "104102978678771", "regulated_status": "unregulated",
            "overcapture": {"maximum_amount_capturable": self.amount, "status": "unavailable"},
        }

    def outcome(self, version):
        words = "The bank did not return any further details with this decline."
        outcome = {
            "network_status": "declined_by_network" if self.declined else "approved_by_network",
            "reason": "generic_decline" if self.declined else None, "risk_level": "normal", "risk_score": 21,
            "seller_message": words if self.declined else "Payment complete.",
            "type": "issuer_declined" if self.declined else "authorized",
        }
        if version < BASIL:
            return outcome
        advice = "try_again_later" if self.declined else None
        return {**outcome, "advice_code": advice, "network_advice_code": None, "network_decline_code": None}


@dataclass
class PaymentIntent:
    id: str
    customer: Customer
    amount: int
    created: int
    charge: Charge
    payment_method: str
    description: str | None = None
    metadata: dict = field(default_factory=dict)
    off_session: bool = False

    def json(self, version):
        declined = self.charge.declined
        card = {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
        intent = {
            "id": self.id, "object": "payment_intent", "amount": self.amount, "amount_capturable": 0,
            "amount_received": 0 if declined else self.amount, "capture_method": "automatic",
            "client_secret": f"{self.id}_secret_{token(self.id, length=25)}", "confirmation_method": "automatic",
            "created": self.created, "currency": "usd", "customer": self.customer.id, "description": self.description,
            "last_payment_error": self.error(version) if declined else None, "livemode": False,
            "metadata": self.metadata, "payment_method": None if declined else self.payment_method,
            "payment_method_options": {"card": card}, "payment_method_types": ["card"],
            "setup_future_usage": None if self.off_session else "off_session",
            "status": "requires_payment_method" if declined else "succeeded",
            **nulls("application", "application_fee_amount", "automatic_payment_methods", "canceled_at"),
            **nulls("cancellation_reason", "next_action", "on_behalf_of", "processing", "receipt_email", "review"),
            **nulls("shipping", "source", "statement_descriptor", "statement_descriptor_suffix", "transfer_data"),
            **nulls("transfer_group"),
        }
        if version < BASIL:
            charges = list_of([self.charge.json(version)], f"/v1/charges?payment_intent={self.id}")
            return {**intent, "charges": charges, "invoice": self.charge.invoice}
        return {
            **intent, "amount_details": {"tip": {}}, "latest_charge": self.charge.id,
            "payment_details": nulls("customer_reference", "order_reference"),
            **nulls("customer_account", "excluded_payment_method_types", "payment_method_configuration_details"),
        }

    def error(self, version):
        error = {
            "charge": self.charge.id, "code": "card_declined", "decline_code": "generic_decline",
            "doc_url": "https://stripe.com/docs/error-codes/card-declined", "message": "Your card was declined.",
            "payment_method": self.method_json(version), "type": "card_error",
        }
        if version < BASIL:
            return error
        return {**error, "advice_code": "try_again_later", "network_decline_code": None}

    def method_json(self, version):
        charge = self.charge.json(version)
        card = {name: charge["payment_method_details"]["card"][name] for name in (
            "brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")}
        return {
            "id": self.payment_method, "object": "payment_method", "billing_details": charge["billing_details"],
            "card": {**card, "networks": {"available": ["visa"], "preferred": None}, "generated_from": None},
            "created": self.created - 9 * DAY, "customer": self.customer.id, "livemode": False, "metadata": {},
            "type": "card",
        }
