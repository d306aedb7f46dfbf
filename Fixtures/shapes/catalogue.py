"""Prices and products, as the example catalogue has them."""

from dataclasses import dataclass, replace

from shapes.parts import BASIL, nulls, utc


@dataclass
class Price:
    name: str
    interval: str
    amount: int
    id: str
    lookup_key: str | None
    product: str

    created = utc("2025-11-03 09:00:00")

    @property
    def months(self):
        return {"month": 1, "year": 12}[self.interval]

    @property
    def words(self):
        return f"1 × {self.name} (at ${self.amount / 100:.2f} / {self.interval})"

    def json(self, version):
        recurring = {
            "interval": self.interval, "interval_count": 1, "trial_period_days": None, "usage_type": "licensed",
        }
        price = {
            "id": self.id, "object": "price", "active": True, "billing_scheme": "per_unit", "created": self.created,
            "currency": "usd", "livemode": False, "lookup_key": self.lookup_key, "metadata": {},
            "product": self.product, "recurring": recurring, "tax_behavior": "unspecified", "type": "recurring",
            "unit_amount": self.amount, "unit_amount_decimal": str(self.amount),
            **nulls("nickname", "tiers_mode", "transform_quantity"),
        }
        if version < BASIL:
            recurring["aggregate_usage"] = None
        else:
            recurring["meter"] = None
            price["custom_unit_amount"] = None
        return price

    def plan_json(self, version):
        """The same price in the words from before there were prices."""
        return {
            "id": self.id, "object": "plan", "active": True, "amount": self.amount, "amount_decimal": str(self.amount),
            "billing_scheme": "per_unit", "created": self.created, "currency": "usd", "interval": self.interval,
            "interval_count": 1, "livemode": False, "metadata": {}, "product": self.product, "usage_type": "licensed",
            **nulls("nickname", "tiers_mode", "transform_usage", "trial_period_days"),
            **nulls("aggregate_usage" if version < BASIL else "meter"),
        }


MICRO_MONTH = Price("Micro", "month", 1500, "price_1TBmicromonth", "micro_month", "prod_TBmicro")
MICRO_YEAR = Price("Micro", "year", 7200, "price_1TBmicroyear", "micro_year", "prod_TBmicro")
MACRO_MONTH = Price("Macro", "month", 4000, "price_1TBmacromonth", "macro_month", "prod_TBmacro")
MACRO_YEAR = Price("Macro", "year", 19200, "price_1TBmacroyear", "macro_year", "prod_TBmacro")

# Prices that are known by their ids only.
MICRO_MONTH_BY_ID = replace(MICRO_MONTH, id="price_micro_m", lookup_key=None)
MACRO_MONTH_BY_ID = replace(MACRO_MONTH, id="price_macro_m", lookup_key=None)

# Of another product that is sold on the same Stripe account.
OTHER = Price("Newsletter", "month", 900, "price_other", None, "prod_TBother")

PACKAGES = {"micro": 1500, "macro": 4000}


@dataclass
class Product:
    id: str
    name: str
    created: int

    def json(self, version):
        return {
            "id": self.id, "object": "product", "active": True, "created": self.created, "images": [],
            "livemode": False, "marketing_features": [], "metadata": {}, "name": self.name, "type": "service",
            "updated": self.created,
            **nulls("default_price", "description", "package_dimensions", "shippable", "statement_descriptor"),
            **nulls("tax_code", "unit_label", "url"),
        }
