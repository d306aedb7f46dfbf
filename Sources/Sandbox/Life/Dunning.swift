/// What becomes of a subscription when an invoice of it is paid or not.
extension World {
  /// Brings the subscription in line with its invoice, after an attempt to charge it.
  mutating func follow(_ invoiceID: String) {
    guard let invoice = self["invoice", invoiceID],
      let id = invoice[path: "parent.subscription_details.subscription"].id,
      let subscription = self["subscription", id], !subscription.isOver
    else { return }
    if invoice.word("status") == "paid" { return followPaid(invoice, subscription) }
    guard invoice.isTrue("attempted"), !invoice.isTrue("_is_pending_update") else { return }
    if invoice["next_payment_attempt"].isNull { return giveUp(id) }
    if ["active", "trialing"].contains(subscription.word("status")) {
      change("subscription", id, telling: "customer.subscription.updated") { $0["status"] = "past_due" }
    }
  }

  private mutating func followPaid(_ invoice: JSON, _ subscription: JSON) {
    let id = subscription.word("id")
    if invoice.isTrue("_is_pending_update") { return applyPendingUpdate(id) }
    if invoice.isTrue("_is_resumption") { return finishResuming(id) }
    let isStillOwing = all("invoice").contains {
      $0.word("status") == "open" && $0[path: "parent.subscription_details.subscription"].id == id
        && $0.isTrue("attempted")
    }
    guard ["past_due", "unpaid", "incomplete"].contains(subscription.word("status")), !isStillOwing else { return }
    change("subscription", id, telling: "customer.subscription.updated") { $0["status"] = "active" }
  }

  /// A declined renewal is charged again.
  mutating func retry(_ id: String) {
    guard let invoice = self["invoice", id], invoice.word("status") == "open",
      let subscription = invoice[path: "parent.subscription_details.subscription"].id.flatMap({
        self["subscription", $0]
      })
    else { return }
    collect(id, by: defaultMethod(of: subscription))
    follow(id)
  }

  /// All attempts failed: what the account's settings say.
  private mutating func giveUp(_ id: String) {
    switch settings.dunningEnd {
    case .cancel: end(id, reason: "payment_failed")
    case .unpaid:
      change("subscription", id, telling: "customer.subscription.updated") { $0["status"] = "unpaid" }
    case .pastDue:
      if self["subscription", id]?.word("status") != "past_due" {
        change("subscription", id, telling: "customer.subscription.updated") { $0["status"] = "past_due" }
      }
    }
  }
}
