/// Products, prices and coupons.
extension World {
  mutating func newProduct(id: String? = nil, name: String, metadata: JSON = [:], active: Bool = true) -> JSON {
    keep([
      "id": .text(id ?? newID("prod")), "object": "product", "active": JSON(active), "created": .integer(now),
      "default_price": nil, "description": nil, "images": [], "livemode": false, "marketing_features": [],
      "metadata": metadata, "name": .text(name), "package_dimensions": nil, "shippable": nil,
      "statement_descriptor": nil, "tax_code": nil, "type": "service", "unit_label": nil, "updated": .integer(now),
      "url": nil,
    ])
  }

  mutating func newPrice(
    id: String? = nil, product: String, amount: Int64, currency: String, recurring: (interval: String, count: Int64)?,
    lookupKey: String? = nil, metadata: JSON = [:], nickname: String? = nil, active: Bool = true
  ) -> JSON {
    keep([
      "id": .text(id ?? newID("price")), "object": "price", "active": JSON(active), "billing_scheme": "per_unit",
      "created": .integer(now), "currency": .text(currency), "custom_unit_amount": nil, "livemode": false,
      "lookup_key": JSON(lookupKey), "metadata": metadata, "nickname": JSON(nickname), "product": .text(product),
      "recurring": recurring.map {
        [
          "interval": .text($0.interval), "interval_count": .integer($0.count), "meter": nil, "trial_period_days": nil,
          "usage_type": "licensed",
        ]
      } ?? nil,
      "tax_behavior": "unspecified", "tiers_mode": nil, "transform_quantity": nil,
      "type": recurring == nil ? "one_time" : "recurring", "unit_amount": .integer(amount),
      "unit_amount_decimal": .text(String(amount)),
    ])
  }

  /// The plan that goes with a price: the older word for a recurring one.
  static func plan(of price: JSON) -> JSON {
    [
      "id": price["id"], "object": "plan", "active": price["active"], "amount": price["unit_amount"],
      "amount_decimal": price["unit_amount_decimal"], "billing_scheme": "per_unit", "created": price["created"],
      "currency": price["currency"], "interval": price["recurring"]["interval"],
      "interval_count": price["recurring"]["interval_count"], "livemode": false, "metadata": price["metadata"],
      "meter": nil, "nickname": price["nickname"], "product": price["product"], "tiers_mode": nil,
      "transform_usage": nil, "trial_period_days": nil, "usage_type": "licensed",
    ]
  }

  /// What a coupon takes off an amount, rounded half up; never more than the amount.
  static func reduction(_ coupon: JSON, of amount: Int64) -> Int64 {
    guard amount > 0 else { return 0 }
    if let off = coupon["amount_off"].integer { return min(off, amount) }
    let hundredths = coupon["_percent_hundredths"].integer ?? 0
    return Int64(clamping: (Int128(amount) * Int128(hundredths) + 5000) / 10_000)
  }

  /// A coupon as it applies to a subscription or a checkout.
  mutating func newDiscount(coupon: String, customer: String?, subscription: String?, session: String?) -> JSON {
    change("coupon", coupon) { $0["times_redeemed"] = .integer($0.number("times_redeemed") + 1) }
    let months = self["coupon", coupon]?["duration_in_months"].integer
    return keep([
      "id": .text(newID("di")), "object": "discount", "checkout_session": JSON(session), "customer": JSON(customer),
      "end": JSON(months.map { BillingCalendar.date(now, plus: $0, "month") }), "invoice": nil, "invoice_item": nil,
      "promotion_code": nil, "source": ["coupon": .text(coupon), "type": "coupon"], "start": .integer(now),
      "subscription": JSON(subscription), "subscription_item": nil,
    ])
  }
}
