/// A subscription moves to another price or quantity.
extension World {
  /// What a change of items is asked to be.
  struct ItemChange {
    let price: JSON
    let quantity: Int64
    /// `create_prorations`, `always_invoice` or `none`.
    var proration = "create_prorations"
    /// `allow_incomplete`, `pending_if_incomplete` or `error_if_incomplete`.
    var payment = "allow_incomplete"
    var prorationDate: Int64?
    var resetsAnchor = false
    /// Whether the customer is there, and has confirmed what the bank asked.
    var onSession = false
    var confirmed = false
    /// The payment method to charge in place of the default one.
    var method: JSON?
  }

  /// Changes what a subscription has. A declined payment undoes all of it, leaves it pending or leaves it owing, as
  /// `payment` says.
  mutating func changeItems(_ id: String, to change: ItemChange, with other: (inout JSON) -> Void = { _ in })
    throws(APIError)
  {
    let saved = self
    let before = try find("subscription", id)
    let price = before.firstItem["price"]
    let movesAnchor = change.resetsAnchor || price["recurring"] != change.price["recurring"]
    let after = moved(before, change, movesAnchor: movesAnchor, other)
    let lines = change.proration == "none" && !movesAnchor ? [] : prorations(before, change, movesAnchor: movesAnchor)
    if change.proration == "always_invoice" || movesAnchor {
      let invoice = draft(
        after, reason: "subscription_update", lines: lines, start: before.firstItem.number("current_period_start"),
        end: now)
      let payment = charge(invoice, change, before)
      let isPaid = self["invoice", invoice.word("id")]?.word("status") == "paid"
      if !isPaid, change.payment == "error_if_incomplete", let payment {
        let refusal = payment.refusal(method: change.method ?? defaultMethod(of: before) ?? .null)
        self = saved
        throw refusal
      }
      if !isPaid, change.payment == "pending_if_incomplete" { return wait(before, for: invoice, change, movesAnchor) }
      settle(after, before, invoice, isPaid: isPaid)
    } else {
      self["subscription", id] = after
      keepPending(lines, of: id)
      tell("customer.subscription.updated", self["subscription", id] ?? after, before: before)
      for line in lines { tell("invoiceitem.created", invoiceItem(line, of: after)) }
    }
    if movesAnchor { plan(.endPeriod(id), at: after.firstItem.number("current_period_end")) }
  }

  private mutating func moved(
    _ before: JSON, _ change: ItemChange, movesAnchor: Bool, _ other: (inout JSON) -> Void
  ) -> JSON {
    var after = before
    after.editFirstItem {
      $0["price"] = change.price
      $0["plan"] = Self.plan(of: change.price)
      $0["quantity"] = .integer(change.quantity)
    }
    if movesAnchor {
      let recurring = change.price["recurring"]
      let end = BillingCalendar.date(now, plus: recurring.number("interval_count"), recurring.word("interval"))
      after = after.withPeriod(now, end)
      after["billing_cycle_anchor"] = .integer(now)
    }
    other(&after)
    return after
  }

  /// Finalises and charges the invoice of a change at once.
  private mutating func charge(_ invoice: JSON, _ change: ItemChange, _ subscription: JSON) -> Payment? {
    let id = invoice.word("id")
    self.change("invoice", id) { $0["automatically_finalizes_at"] = nil }
    tell("invoice.created", self["invoice", id] ?? invoice)
    tell("invoice.finalized", open(id))
    return collect(
      id, by: change.method ?? defaultMethod(of: subscription), onSession: change.onSession,
      confirmed: change.confirmed, retries: change.payment == "allow_incomplete")
  }

  private mutating func settle(_ after: JSON, _ before: JSON, _ invoice: JSON, isPaid: Bool) {
    var after = after
    after["latest_invoice"] = invoice["id"]
    if !isPaid, after.word("status") == "active" { after["status"] = "past_due" }
    self["subscription", after.word("id")] = after
    tell("customer.subscription.updated", after, before: before)
  }

  /// The change waits for its invoice; it is dropped after 23 hours.
  private mutating func wait(_ before: JSON, for invoice: JSON, _ change: ItemChange, _ movesAnchor: Bool) {
    let now = now
    let id = before.word("id")
    let expires = now + 23 * BillingCalendar.hour
    self.change("invoice", invoice.word("id")) { $0["_is_pending_update"] = true }
    var item = before.firstItem
    item["price"] = change.price
    item["plan"] = Self.plan(of: change.price)
    item["quantity"] = .integer(change.quantity)
    self.change("subscription", id, telling: "customer.subscription.updated") {
      $0["latest_invoice"] = invoice["id"]
      $0["pending_update"] = [
        "billing_cycle_anchor": movesAnchor ? .integer(now) : nil, "expires_at": .integer(expires),
        "subscription_items": [item], "trial_end": nil, "trial_from_plan": nil,
      ]
    }
    cancel(.dropPendingUpdate(id))
    plan(.dropPendingUpdate(id), at: expires)
  }

  mutating func applyPendingUpdate(_ id: String) {
    guard let before = self["subscription", id],
      let item = before["pending_update"]["subscription_items"].elements.first
    else { return }
    cancel(.dropPendingUpdate(id))
    let change = ItemChange(price: item["price"], quantity: item.number("quantity"))
    var after = moved(
      before, change, movesAnchor: !before["pending_update"]["billing_cycle_anchor"].isNull, { _ in })
    after["pending_update"] = nil
    self["subscription", id] = after
    tell("customer.subscription.pending_update_applied", after)
    tell("customer.subscription.updated", after, before: before)
    plan(.endPeriod(id), at: after.firstItem.number("current_period_end"))
  }

  mutating func dropPendingUpdate(_ id: String) {
    guard let before = self["subscription", id], !before["pending_update"].isNull else { return }
    if let invoice = before["latest_invoice"].id, self["invoice", invoice]?.word("status") == "open" { void(invoice) }
    let after = change("subscription", id) { $0["pending_update"] = nil }
    tell("customer.subscription.pending_update_expired", after)
    tell("customer.subscription.updated", after, before: before)
  }
}
