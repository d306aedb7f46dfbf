/// The end of a period, and what follows: the next one, or the end.
extension World {
  mutating func endPeriod(_ id: String) {
    guard let subscription = self["subscription", id], !subscription.isOver else { return }
    if subscription["cancel_at"].integer.map({ $0 <= now }) == true { return end(id, reason: "cancellation_requested") }
    guard subscription.word("status") != "paused", subscription.firstItem.number("current_period_end") <= now else {
      return
    }
    guard let subscription = takeNextPhase(of: subscription) else { return }
    renew(subscription)
  }

  /// Rolls the period, drafts its invoice and tells both; it is charged later.
  private mutating func renew(_ subscription: JSON) {
    let id = subscription.word("id")
    let price = subscription.firstItem["price"]
    let period = BillingCalendar.period(
      anchor: subscription.number("billing_cycle_anchor"), containing: now,
      price["recurring"].number("interval_count"), price["recurring"].word("interval"))
    let before = self["subscription", id] ?? subscription
    let rolled = subscription.withPeriod(period.start, period.end)
    let lines = takePendingLines(id) + [cycleLine(rolled)]
    let isUnpaid = subscription.word("status") == "unpaid"
    var invoice = draft(
      rolled, reason: "subscription_cycle", lines: lines,
      start: before.firstItem.number("current_period_start"), end: before.firstItem.number("current_period_end"))
    if isUnpaid {
      invoice = change("invoice", invoice.word("id")) {
        $0["auto_advance"] = false
        $0["automatically_finalizes_at"] = nil
      }
    }
    change("subscription", id) {
      $0 = rolled
      $0["latest_invoice"] = invoice["id"]
      if $0.word("status") == "trialing" { $0["status"] = "active" }
      $0.remove("_pending_lines")
    }
    tell("customer.subscription.updated", self["subscription", id] ?? .null, before: before)
    tell("invoice.created", invoice)
    spendOnceDiscounts(id)
    if !isUnpaid { plan(.finalize(invoice.word("id")), at: now + settings.draftSeconds) }
    plan(.endPeriod(id), at: period.end)
  }

  /// The line for a whole period of what a subscription has now.
  mutating func cycleLine(_ subscription: JSON, amount: Int64? = nil) -> JSON {
    let item = subscription.firstItem
    let quantity = max(1, item.number("quantity"))
    let price = item["price"]
    return newLine(
      LineOrder(
        price: price, amount: amount ?? Money.product(price.number("unit_amount"), quantity), quantity: quantity,
        start: item.number("current_period_start"), end: item.number("current_period_end"),
        words: "\(quantity) × \(name(of: price)) (a \(price["recurring"].word("interval")))"
      ), subscription: subscription)
  }

  func name(of price: JSON) -> String { self["product", price.word("product")]?.word("name") ?? "Subscription" }

  private func takePendingLines(_ id: String) -> [JSON] {
    self["subscription", id]?["_pending_lines"].elements ?? []
  }

  /// Coupons that last for one invoice, or whose months are over, leave the subscription.
  mutating func spendOnceDiscounts(_ id: String) {
    let discounts = (self["subscription", id]?["discounts"].elements ?? []).filter { element in
      guard let discount = element.id.flatMap({ self["discount", $0] }),
        let coupon = discount["source"]["coupon"].id.flatMap({ self["coupon", $0] })
      else { return false }
      return coupon.word("duration") == "forever" || (discount["end"].integer.map { $0 > now } ?? false)
    }
    change("subscription", id) { $0["discounts"] = .array(discounts) }
  }

  /// An hour after the period began: the draft is finalised and charged, unless collection is paused.
  mutating func finalizeDraft(_ id: String) {
    let now = now
    guard let draft = self["invoice", id], draft.word("status") == "draft",
      let subscription = draft[path: "parent.subscription_details.subscription"].id.flatMap({ self["subscription", $0] }
      ),
      !subscription.isOver
    else { return }
    switch subscription["pause_collection"]["behavior"].text {
    case "keep_as_draft": return
    case "void": return void(id)
    case "mark_uncollectible":
      _ = open(id)
      change("invoice", id, telling: "invoice.marked_uncollectible") {
        $0["status"] = "uncollectible"
        $0["status_transitions"]["marked_uncollectible_at"] = .integer(now)
        $0["auto_advance"] = false
        $0["next_payment_attempt"] = nil
      }
      return
    default: break
    }
    tell("invoice.finalized", open(id))
    collect(id, by: defaultMethod(of: subscription))
    follow(id)
  }

  mutating func announceTrialEnd(_ id: String) {
    guard let subscription = self["subscription", id], subscription.word("status") == "trialing" else { return }
    tell("customer.subscription.trial_will_end", subscription)
  }
}

extension JSON {
  /// A subscription whose item has another period.
  func withPeriod(_ start: Int64, _ end: Int64) -> JSON {
    var subscription = self
    subscription.editFirstItem {
      $0["current_period_start"] = .integer(start)
      $0["current_period_end"] = .integer(end)
    }
    return subscription
  }
}
