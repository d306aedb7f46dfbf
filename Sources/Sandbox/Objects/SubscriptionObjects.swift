/// Subscriptions and their items.
extension World {
  /// What a subscription is made of.
  struct SubscriptionOrder {
    let customer: String
    let price: JSON
    var quantity: Int64 = 1
    var method: String?
    var metadata: JSON = [:]
    var trialEnd: Int64?
    var description: String?
  }

  mutating func newSubscription(_ order: SubscriptionOrder) -> JSON {
    let id = newID("sub")
    let anchor = order.trialEnd ?? now
    let recurring = order.price["recurring"]
    let end =
      order.trialEnd
      ?? BillingCalendar.date(now, plus: recurring.number("interval_count"), recurring.word("interval"))
    let item = newItem(
      subscription: id, price: order.price, quantity: order.quantity, start: now, end: end)
    return keep([
      "id": .text(id), "object": "subscription", "application": nil, "application_fee_percent": nil,
      "automatic_tax": ["disabled_reason": nil, "enabled": false, "liability": nil],
      "billing_cycle_anchor": .integer(anchor), "billing_cycle_anchor_config": nil,
      "billing_mode": ["flexible": nil, "type": "flexible"], "billing_schedules": [], "billing_thresholds": nil,
      "cancel_at": nil, "cancel_at_period_end": false, "canceled_at": nil,
      "cancellation_details": ["comment": nil, "feedback": nil, "reason": nil],
      "collection_method": "charge_automatically", "created": .integer(now), "currency": order.price["currency"],
      "customer": .text(order.customer), "days_until_due": nil, "default_payment_method": JSON(order.method),
      "default_source": nil, "default_tax_rates": [], "description": JSON(order.description), "discounts": [],
      "ended_at": nil, "invoice_settings": ["account_tax_ids": nil, "issuer": ["type": "self"]],
      "items": Self.list([item], url: "/v1/subscription_items?subscription=\(id)"), "latest_invoice": nil,
      "livemode": false, "metadata": order.metadata, "next_pending_invoice_item_invoice": nil, "on_behalf_of": nil,
      "pause_collection": nil,
      "payment_settings": [
        "payment_method_options": nil, "payment_method_types": nil, "save_default_payment_method": "off",
      ],
      "pending_invoice_item_interval": nil, "pending_setup_intent": nil, "pending_update": nil, "schedule": nil,
      "start_date": .integer(now), "status": order.trialEnd == nil ? "active" : "trialing", "test_clock": nil,
      "transfer_data": nil, "trial_end": JSON(order.trialEnd),
      "trial_settings": ["end_behavior": ["missing_payment_method": "create_invoice"]],
      "trial_start": order.trialEnd == nil ? nil : .integer(now),
    ])
  }

  mutating func newItem(subscription: String, price: JSON, quantity: Int64, start: Int64, end: Int64) -> JSON {
    [
      "id": .text(newID("si")), "object": "subscription_item", "billing_thresholds": nil, "created": .integer(now),
      "current_period_end": .integer(end), "current_period_start": .integer(start), "discounts": [],
      "metadata": [:], "plan": Self.plan(of: price), "price": price, "quantity": .integer(quantity),
      "subscription": .text(subscription), "tax_rates": [],
    ]
  }

  /// A list as it stands inside an object.
  static func list(_ elements: [JSON], url: String, hasMore: Bool = false) -> JSON {
    ["object": "list", "data": .array(elements), "has_more": JSON(hasMore), "url": .text(url)]
  }
}

extension JSON {
  /// The one item that a subscription of ours has.
  var firstItem: JSON { self[path: "items.data.0"] }

  /// Changes the first item of a subscription.
  mutating func editFirstItem(_ edit: (inout JSON) -> Void) {
    var items = self["items"]["data"].elements
    guard var first = items.first else { return }
    edit(&first)
    items[0] = first
    self["items"]["data"] = .array(items)
  }

  /// Whether a subscription is over for good.
  var isOver: Bool { ["canceled", "incomplete_expired"].contains(word("status")) }
}
