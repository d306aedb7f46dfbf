"""Money that goes back: refunds and disputes."""

from dataclasses import dataclass

from shapes.parts import BASIL, DAY, nulls
from shapes.payments import Charge


@dataclass
class Refund:
    id: str
    charge: Charge
    amount: int
    created: int
    status: str = "succeeded"
    reference: str | None = None
    failure_reason: str | None = None

    def json(self, version):
        refund = {
            "id": self.id, "object": "refund", "amount": self.amount, "balance_transaction": self.transaction,
            "charge": self.charge.id, "created": self.created, "currency": "usd",
            "destination_details": {"card": self.card(), "type": "card"}, "metadata": {},
            "payment_intent": self.charge.payment_intent, "reason": "requested_by_customer", "status": self.status,
            **nulls("receipt_number", "source_transfer_reversal", "transfer_reversal"),
        }
        if self.status == "pending" and version >= BASIL:
            refund["pending_reason"] = "processing"
        if self.failure_reason:
            refund["failure_balance_transaction"] = f"{self.transaction}f"
            refund["failure_reason"] = self.failure_reason
        return refund

    def card(self):
        card = {"reference_type": "acquirer_reference_number", "type": "refund"}
        if not self.reference:
            return {**card, "reference_status": "pending"}
        return {**card, "reference": self.reference, "reference_status": "available"}

    @property
    def transaction(self):
        return self.id.replace("re_", "txn_") + "r"


@dataclass
class Dispute:
    id: str
    charge: Charge
    created: int
    status: str = "needs_response"
    submissions: int = 0
    reinstated_at: int | None = None

    FILES = ("customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt",
             "service_documentation", "shipping_documentation", "uncategorized_file", "cancellation_policy",
             "refund_policy")
    TEXTS = ("access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal",
             "customer_email_address", "customer_name", "customer_purchase_ip", "duplicate_charge_explanation",
             "duplicate_charge_id", "product_description", "refund_policy_disclosure", "refund_refusal_explanation",
             "service_date", "shipping_address", "shipping_carrier", "shipping_date", "shipping_tracking_number",
             "uncategorized_text")

    def json(self, version):
        details = {
            "due_by": self.created + 9 * DAY, "has_evidence": self.submissions > 0, "past_due": False,
            "submission_count": self.submissions,
        }
        evidence = nulls(*self.FILES, *self.TEXTS)
        if self.submissions:
            evidence["uncategorized_text"] = "The credits were used on the days listed here."
        dispute = {
            "id": self.id, "object": "dispute", "amount": self.charge.amount, "balance_transaction": self.transaction,
            "balance_transactions": self.transactions(), "charge": self.charge.id, "created": self.created,
            "currency": "usd", "evidence": evidence, "evidence_details": details, "is_charge_refundable": False,
            "livemode": False, "metadata": {}, "payment_intent": self.charge.payment_intent,
            "reason": "product_not_received", "status": self.status,
        }
        if version < BASIL:
            return dispute
        evidence["enhanced_evidence"] = {}
        details["enhanced_eligibility"] = {}
        card = {"brand": "visa", "case_type": "chargeback", "network_reason_code": "13.1"}
        return {**dispute, "enhanced_eligibility_types": [], "payment_method_details": {"card": card, "type": "card"}}

    @property
    def transaction(self):
        return self.id.replace("du_", "txn_") + "d"

    def transactions(self):
        withdrawn = self.movement(self.transaction, -self.charge.amount, 1500, self.created, "withdrawal")
        if not self.reinstated_at:
            return [withdrawn]
        return [withdrawn, self.movement(f"{self.transaction}r", self.charge.amount, 0, self.reinstated_at, "reversal")]

    def movement(self, id, amount, fee, created, words):
        dispute_fee = {
            "amount": fee, "application": None, "currency": "usd", "description": "Dispute fee", "type": "stripe_fee",
        }
        return {
            "id": id, "object": "balance_transaction", "amount": amount, "available_on": created + 7 * DAY,
            "balance_type": "payments", "created": created, "currency": "usd",
            "description": f"Chargeback {words} for {self.charge.id}", "exchange_rate": None, "fee": fee,
            "fee_details": [dispute_fee] if fee else [], "net": amount - fee, "source": self.id, "status": "pending",
            "reporting_category": "dispute" if fee else "dispute_reversal", "type": "adjustment",
        }
