/// Subscription schedules: what a subscription will have from a later period on.
extension World {
  mutating func newSchedule(from subscription: JSON) -> JSON {
    let item = subscription.firstItem
    let id = newID("sub_sched")
    let phase = phase(
      items: [(item["price"], item.number("quantity"))], start: item.number("current_period_start"),
      end: item.number("current_period_end"), metadata: [:], proration: "create_prorations",
      currency: subscription.word("currency"))
    let schedule = keep([
      "id": .text(id), "object": "subscription_schedule", "application": nil,
      "billing_mode": ["flexible": nil, "type": "flexible"], "canceled_at": nil, "completed_at": nil,
      "created": .integer(now),
      "current_phase": ["end_date": phase["end_date"], "start_date": phase["start_date"]],
      "customer": subscription["customer"],
      "default_settings": [
        "application_fee_percent": nil, "automatic_tax": ["disabled_reason": nil, "enabled": false, "liability": nil],
        "billing_cycle_anchor": "automatic", "billing_thresholds": nil, "collection_method": "charge_automatically",
        "default_payment_method": nil, "description": nil,
        "invoice_settings": ["account_tax_ids": nil, "days_until_due": nil, "issuer": ["type": "self"]],
        "on_behalf_of": nil, "transfer_data": nil,
      ],
      "end_behavior": "release", "livemode": false, "metadata": [:], "pause_schedules": [], "phases": [phase],
      "released_at": nil, "released_subscription": nil, "status": "active", "subscription": subscription["id"],
      "test_clock": nil,
    ])
    tell("subscription_schedule.created", schedule)
    change("subscription", subscription.word("id"), telling: "customer.subscription.updated") {
      $0["schedule"] = .text(id)
    }
    return schedule
  }

  func phase(
    items: [(price: JSON, quantity: Int64)], start: Int64, end: Int64, metadata: JSON, proration: String,
    currency: String
  ) -> JSON {
    [
      "add_invoice_items": [], "application_fee_percent": nil, "billing_cycle_anchor": nil, "billing_thresholds": nil,
      "collection_method": nil, "currency": .text(currency), "default_payment_method": nil, "default_tax_rates": [],
      "description": nil, "discounts": [], "end_date": .integer(end), "invoice_settings": nil,
      "items": .array(
        items.map {
          [
            "billing_thresholds": nil, "discounts": [], "metadata": [:], "plan": $0.price["id"],
            "price": $0.price["id"], "quantity": .integer($0.quantity), "tax_rates": [],
          ]
        }),
      "metadata": metadata, "on_behalf_of": nil, "proration_behavior": .text(proration),
      "start_date": .integer(start), "transfer_data": nil, "trial_end": nil,
    ]
  }

  /// At a period's end: the next phase takes over, or the schedule is done. Nil where the subscription ended with it.
  mutating func takeNextPhase(of subscription: JSON) -> JSON? {
    guard let id = subscription["schedule"].id, let schedule = self["subscription_schedule", id],
      let ends = schedule["current_phase"]["end_date"].integer, ends <= now
    else { return subscription }
    let next = schedule["phases"].elements.first {
      $0.number("start_date") >= ends && $0.number("end_date") > $0.number("start_date")
    }
    guard let next else { return finish(schedule, subscription) }
    change("subscription_schedule", id, telling: "subscription_schedule.updated") {
      $0["current_phase"] = ["end_date": next["end_date"], "start_date": next["start_date"]]
    }
    return apply(next, to: subscription)
  }

  private func apply(_ phase: JSON, to subscription: JSON) -> JSON {
    guard let item = phase["items"].elements.first, let price = item["price"].id.flatMap({ self["price", $0] }) else {
      return subscription
    }
    var after = subscription
    let movesAnchor = price["recurring"] != subscription.firstItem["price"]["recurring"]
    after.editFirstItem {
      $0["price"] = price
      $0["plan"] = Self.plan(of: price)
      $0["quantity"] = .integer(max(1, item.number("quantity")))
    }
    if movesAnchor { after["billing_cycle_anchor"] = .integer(now) }
    for (key, value) in phase["metadata"].members { after["metadata"][key] = value }
    return after
  }

  private mutating func finish(_ schedule: JSON, _ subscription: JSON) -> JSON? {
    let id = schedule.word("id")
    if schedule.word("end_behavior") == "cancel" {
      closeSchedule(id, as: "completed")
      change("subscription", subscription.word("id")) { $0["schedule"] = nil }
      end(subscription.word("id"), reason: "cancellation_requested")
      return nil
    }
    release(id)
    return self["subscription", subscription.word("id")]
  }

  /// The schedule lets its subscription go as it is now.
  mutating func release(_ id: String) {
    let now = now
    guard let schedule = self["subscription_schedule", id], let subscription = schedule["subscription"].id else {
      return
    }
    change("subscription_schedule", id, telling: "subscription_schedule.released") {
      $0["status"] = "released"
      $0["released_at"] = .integer(now)
      $0["released_subscription"] = .text(subscription)
      $0["subscription"] = nil
      $0["current_phase"] = nil
    }
    change("subscription", subscription, telling: "customer.subscription.updated") { $0["schedule"] = nil }
  }

  /// The schedule ends with its subscription.
  mutating func closeSchedule(_ id: String, as status: String) {
    let now = now
    guard self["subscription_schedule", id]?.word("status") == "active" else { return }
    change("subscription_schedule", id, telling: "subscription_schedule.\(status)") {
      $0["status"] = .text(status)
      $0[status == "completed" ? "completed_at" : "canceled_at"] = .integer(now)
      $0["current_phase"] = nil
    }
  }
}
