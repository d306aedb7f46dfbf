import TestSupport

@testable import Billing

/// 2026-01-01T00:00:00Z.
let newYear = Instant(clamping: 1_767_225_600)
let oneDay: Int64 = 86_400

/// Facts as the provider would tell them, with an event id each.
struct FactBuilder {
  private(set) var facts: [Fact] = []

  @discardableResult
  mutating func add(_ type: String, _ at: Instant, _ body: Fact.Body) -> Fact {
    let fact = Fact(event: "evt_\(facts.count + 1)", type: type, occurredAt: at, body: body)
    facts.append(fact)
    return fact
  }

  mutating func touch(_ at: Instant, region: String? = nil) {
    facts.append(
      Fact(
        event: "touch_\(facts.count + 1)", type: "app.touched", occurredAt: at,
        body: .app(.touched(Touch(region: region))), sequence: 1))
  }

  mutating func subscription(
    _ key: String, _ at: Instant, from start: Instant, to end: Instant, began: Instant, id: String = "sub_1",
    status: String = "active", change: (inout Subscription) -> Void = { _ in }
  ) {
    var seen = Subscription(id: id)
    seen.status = status
    seen.customer = "cus_1"
    var item = Subscription.Item()
    item.lookupKey = key
    item.price = "price_\(key)"
    seen.items = [item]
    (seen.periodStart, seen.periodEnd, seen.startedAt) = (start, end, began)
    change(&seen)
    add("customer.subscription.updated", at, .subscriptionSeen(seen))
  }

  mutating func invoice(
    _ id: String, _ key: String, _ at: Instant, from start: Instant, to end: Instant, paid: Int64,
    subscription: String = "sub_1", reason: String = "subscription_cycle", paysBack old: String? = nil,
    oldEnd: Instant? = nil, isProration: Bool = false
  ) {
    var invoice = Invoice(id: id)
    (invoice.customer, invoice.subscription, invoice.status) = ("cus_1", subscription, "paid")
    (invoice.billingReason, invoice.created, invoice.paidAt) = (reason, at, at)
    invoice.currency = key.hasSuffix("_eu") ? "eur" : "usd"
    (invoice.total, invoice.amountPaid, invoice.paymentIntent) = (paid, paid, "pi_\(id)")
    invoice.lines = [Self.line(key, start, end, paid, isProration)]
    if let old {
      var credit = Self.line(old, start, oldEnd ?? end, -1, true)
      credit.credit = true
      invoice.lines.append(credit)
    }
    add("invoice.paid", at, .invoicePaid(invoice))
  }

  /// One more change that the invoice settles.
  mutating func addLines(
    to id: String, buys new: String, leaves old: String, from start: Instant, to end: Instant, leavesAt: Instant? = nil
  ) {
    change(invoice: id) { invoice in
      var credit = Self.line(old, leavesAt ?? start, end, -1, true)
      credit.credit = true
      invoice.lines += [Self.line(new, start, end, 1, true), credit]
    }
  }

  /// A discount that leaves nothing to pay.
  mutating func discount(_ id: String) {
    change(invoice: id) { ($0.total, $0.amountPaid) = (0, 0) }
  }

  private mutating func change(invoice id: String, _ change: (inout Invoice) -> Void) {
    for (index, fact) in facts.enumerated() {
      guard case .invoicePaid(var invoice) = fact.body, invoice.id == id else { continue }
      change(&invoice)
      facts[index] = Fact(event: fact.event, type: fact.type, occurredAt: fact.occurredAt, body: .invoicePaid(invoice))
    }
  }

  private static func line(
    _ key: String, _ start: Instant, _ end: Instant, _ amount: Int64, _ isProration: Bool
  ) -> Invoice.Line {
    var line = Invoice.Line()
    (line.lookupKey, line.price, line.amount, line.currency) = (key, "price_\(key)", amount, "usd")
    (line.periodStart, line.periodEnd, line.proration) = (start, end, isProration)
    return line
  }

  /// A subscription with its first paid period.
  mutating func subscribe(_ key: String, _ at: Instant, id: String = "sub_1", invoice: String = "in_1") {
    let end = at.adding(months: key.hasSuffix("year") ? 12 : 1)
    subscription(key, at, from: at, to: end, began: at, id: id)
    self.invoice(
      invoice, key, at, from: at, to: end, paid: Self.amounts[key] ?? 1, subscription: id,
      reason: "subscription_create")
  }

  static let amounts: [String: Int64] = [
    "micro_month": 1500, "micro_year": 7200, "macro_month": 4000, "macro_year": 19_200, "mega_month": 20_000,
    "mega_year": 96_000, "old_month": 1200, "old_year": 6000,
  ]

  mutating func package(
    _ key: String, _ at: Instant, payment: String, autoReload: Credits? = nil, metadata: [String: String] = [:]
  ) {
    var session = CheckoutSession(id: "cs_\(payment)")
    (session.mode, session.paymentStatus, session.customer) = ("payment", "paid", "cus_1")
    session.paymentIntent = payment
    let full = Example.packages.first { $0.key == key }
    let price = full.map { $0.prices[0].money }
    let due = autoReload == nil ? price : price.flatMap { full?.autoReloadPrice($0) }
    (session.amountTotal, session.amountSubtotal, session.currency) = (due?.amount, due?.amount, "usd")
    session.metadata = ["tollbridge_package": key]
    if let autoReload { session.metadata["tollbridge_auto_reload"] = "\(autoReload)" }
    session.metadata.merge(metadata) { _, new in new }
    add("checkout.session.completed", at, .checkoutCompleted(session))
  }

  mutating func refund(
    _ id: String, payment: String, _ amount: Int64, _ at: Instant, status: String = "succeeded",
    created: Instant? = nil
  ) {
    var refund = Refund(id: id)
    (refund.paymentIntent, refund.amount, refund.currency, refund.status) = (payment, amount, "usd", status)
    refund.created = created ?? at
    add("refund.updated", at, .refundSeen(refund))
  }

  mutating func dispute(_ id: String, payment: String, _ at: Instant, status: String, created: Instant) {
    var dispute = Dispute(id: id)
    (dispute.paymentIntent, dispute.status, dispute.created) = (payment, status, created)
    add("charge.dispute.updated", at, .disputeSeen(dispute))
  }

  mutating func reload(_ start: ReloadStart, _ at: Instant, failed: String? = nil) {
    var intent = PaymentIntent(id: "pi_\(start.id)")
    (intent.amount, intent.amountReceived, intent.currency) = (start.price.amount, start.price.amount, "usd")
    intent.metadata = ["tollbridge_package": start.package, "tollbridge_reload": start.id]
    intent.declineCode = failed
    add(
      failed == nil ? "payment_intent.succeeded" : "payment_intent.payment_failed", at,
      failed == nil ? .paymentSucceeded(intent) : .paymentFailed(intent))
  }

  func account(at moment: Instant, _ catalog: Catalog? = nil) throws -> Account {
    try Account(facts, catalog: catalog ?? Example.catalog(), at: moment)
  }
}

extension Instant {
  func days(_ count: Int64) -> Instant { adding(seconds: count * oneDay) }
  func hours(_ count: Int64) -> Instant { adding(seconds: count * 3600) }
}

extension SplitMix {
  /// A number of a range, for places where naming the generator would be noise.
  mutating func pick(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
}
