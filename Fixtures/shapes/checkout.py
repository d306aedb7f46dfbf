"""Checkout sessions."""

from dataclasses import dataclass

from shapes.customers import Customer
from shapes.invoices import Invoice
from shapes.parts import APP, BASIL, DAHLIA, DAY, NO_ADDRESS, nulls
from shapes.subscriptions import Subscription


@dataclass
class CheckoutSession:
    id: str
    mode: str
    customer: Customer | None
    created: int
    amount: int
    client_reference_id: str
    metadata: dict
    status: str = "complete"
    payment_status: str = "paid"
    subscription: Subscription | None = None
    invoice: Invoice | None = None
    payment_intent: str | None = None
    method: str = "card"
    discount: int = 0

    def json(self, version):
        session = {
            "id": self.id, "object": "checkout.session", "amount_subtotal": self.amount,
            "amount_total": self.amount - self.discount,
            "cancel_url": f"{APP}/plans", "client_reference_id": self.client_reference_id, "currency": "usd",
            "customer": self.customer.id if self.customer else None, "customer_details": self.details(version),
            "expires_at": self.created + DAY, "livemode": False, "metadata": self.metadata, "mode": self.mode,
            "payment_intent": self.payment_intent, "payment_status": self.payment_status,
            "payment_method_collection": "always" if self.mode == "subscription" else "if_required",
            "payment_method_types": [self.method], "phone_number_collection": {"enabled": False},
            "payment_method_options": {self.method: self.options()}, "shipping_options": [], "status": self.status,
            "subscription": self.subscription.id if self.subscription else None,
            "success_url": f"{APP}/done?session_id={{CHECKOUT_SESSION_ID}}",
            "total_details": {"amount_discount": self.discount, "amount_shipping": 0, "amount_tax": 0},
            **nulls("after_expiration", "allow_promotion_codes", "billing_address_collection", "consent"),
            **nulls("consent_collection", "customer_email", "locale", "payment_link", "recovered_from"),
            **nulls("setup_intent", "shipping_address_collection", "submit_type", "url"),
        }
        return {**session, **(self.old_members() if version < BASIL else self.new_members(version))}

    def old_members(self):
        return {
            "automatic_tax": {"enabled": False, "status": None},
            **nulls("customer_creation", "shipping", "shipping_rate"),
        }

    def new_members(self, version):
        no_invoice = {"enabled": False, "invoice_data": {"metadata": {}, **nulls("account_tax_ids", "custom_fields")}}
        return {
            "adaptive_pricing": {"enabled": False}, "created": self.created, "custom_fields": [], "discounts": [],
            "automatic_tax": {"enabled": False, **nulls("liability", "provider", "status")},
            "collected_information": nulls("business_name", "individual_name", "shipping_details"),
            "custom_text": nulls("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"),
            "invoice": self.invoice.id if self.invoice else None,
            "invoice_creation": no_invoice if self.mode == "payment" else None,
            "customer_creation": "if_required" if self.mode == "payment" else None,
            "saved_payment_method_options": {
                "allow_redisplay_filters": ["always"], "payment_method_remove": "disabled", "payment_method_save": None,
            },
            "ui_mode": "hosted" if version < DAHLIA else "hosted_page",
            **nulls("client_secret", "currency_conversion", "customer_account", "origin_context"),
            **nulls("payment_method_configuration_details", "permissions", "shipping_cost", "wallet_options"),
        }

    def details(self, version):
        if not self.customer:
            return None
        details = {
            "address": {**NO_ADDRESS, "country": "US", "postal_code": "10001"}, "email": self.customer.email,
            "name": self.customer.name, "phone": None, "tax_exempt": "none", "tax_ids": [],
        }
        return details if version < BASIL else {**details, **nulls("business_name", "individual_name")}

    def options(self):
        return {"request_three_d_secure" if self.method == "card" else "verification_method": "automatic"}
