/// Two kinds of pause: of collection (the status stays), and of the subscription itself.
extension World {
  mutating func resumeCollection(_ id: String) {
    guard let subscription = self["subscription", id], !subscription.isOver,
      let resumes = subscription["pause_collection"]["resumes_at"].integer, resumes <= now
    else { return }
    change("subscription", id, telling: "customer.subscription.updated") { $0["pause_collection"] = nil }
  }

  mutating func pause(_ id: String) throws(APIError) -> JSON {
    let now = now
    let subscription = try find("subscription", id)
    guard subscription.word("status") == "active" else {
      throw .invalid("Only an active subscription can be paused; this one is \(subscription.word("status")).")
    }
    guard subscription["schedule"].isNull else {
      throw .invalid("A subscription that a schedule manages cannot be paused.")
    }
    let paused = change("subscription", id) {
      $0["status"] = "paused"
      $0["status_details"] = [
        "paused": [
          "subscription": ["type": "pause_requested"], "transitioned_at": .integer(now), "type": "subscription",
        ]
      ]
    }
    tell("customer.subscription.paused", paused)
    tell("customer.subscription.updated", paused, before: subscription)
    return paused
  }

  /// Takes up a paused subscription: at once within its paid period, else by an invoice for a new one.
  mutating func resume(_ id: String, resetsAnchor: Bool) throws(APIError) -> JSON {
    let now = now
    let subscription = try find("subscription", id)
    guard subscription.word("status") == "paused" else {
      throw .invalid("Only a paused subscription can be resumed; this one is \(subscription.word("status")).")
    }
    if !resetsAnchor, subscription.firstItem.number("current_period_end") > now {
      finishResuming(id)
      return self["subscription", id] ?? .null
    }
    let price = subscription.firstItem["price"]
    let period = BillingCalendar.period(
      anchor: resetsAnchor ? now : subscription.number("billing_cycle_anchor"), containing: now,
      price["recurring"].number("interval_count"), price["recurring"].word("interval"))
    let rolled = change("subscription", id) {
      $0 = $0.withPeriod(period.start, period.end)
      if resetsAnchor { $0["billing_cycle_anchor"] = .integer(now) }
    }
    let invoice = draft(
      rolled, reason: "subscription_update", lines: [cycleLine(rolled)], start: period.start, end: period.start)
    let invoiceID = invoice.word("id")
    change("invoice", invoiceID) { $0["_is_resumption"] = true }
    change("subscription", id) { $0["latest_invoice"] = invoice["id"] }
    tell("invoice.created", invoice)
    tell("invoice.finalized", open(invoiceID))
    collect(invoiceID, by: defaultMethod(of: rolled), retries: false)
    if self["invoice", invoiceID]?.word("status") == "paid" { finishResuming(id) }
    return self["subscription", id] ?? .null
  }

  mutating func finishResuming(_ id: String) {
    guard let before = self["subscription", id], before.word("status") == "paused" else { return }
    let resumed = change("subscription", id) {
      $0["status"] = "active"
      $0.remove("status_details")
    }
    tell("customer.subscription.resumed", resumed)
    tell("customer.subscription.updated", resumed, before: before)
    plan(.endPeriod(id), at: resumed.firstItem.number("current_period_end"))
  }
}
