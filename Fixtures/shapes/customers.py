"""Customers."""

from dataclasses import dataclass

from shapes.parts import BASIL, nulls, token


@dataclass
class Customer:
    id: str
    name: str
    email: str
    created: int
    phone: str | None = None

    def json(self, version):
        customer = {
            "id": self.id, "object": "customer", "balance": 0, "created": self.created, "currency": "usd",
            "delinquent": False, "email": self.email, "invoice_prefix": token(self.id, length=8).upper(),
            "livemode": False, "metadata": {}, "name": self.name, "next_invoice_sequence": 2, "phone": self.phone,
            "preferred_locales": ["en"], "tax_exempt": "none",
            "invoice_settings": nulls("custom_fields", "default_payment_method", "footer", "rendering_options"),
            **nulls("address", "default_source", "description", "shipping", "test_clock"),
        }
        return {**customer, **nulls("discount" if version < BASIL else "customer_account")}
