/// Which invoice, payment intent, charge and checkout are one payment, from whatever facts tie two of them.
///
/// Since 2025-03-31 a charge no longer names its invoice; `invoice_payment.paid` does.
struct PaymentGraph {
  private var parent: [String: String] = [:]

  init(_ facts: [Fact]) {
    for fact in facts { join(fact.payment) }
    inferInvoices(facts)
  }

  /// The payment that `key` is part of, by the least of its names.
  func payment(_ key: String) -> String {
    var key = key
    while let next = parent[key] { key = next }
    return key
  }

  private mutating func join(_ keys: [String]) {
    guard let first = keys.first else { return }
    for key in keys.dropFirst() {
      let (one, other) = (payment(first), payment(key))
      if one != other { parent[max(one, other)] = min(one, other) }
    }
  }

  /// Ties a charge to the one invoice that it can have paid: of the same customer, currency and amount, paid within the
  /// hour, and neither with another payment known. Where two would do, on either side, none is taken.
  /// docs/decisions/0006.
  private mutating func inferInvoices(_ facts: [Fact]) {
    let invoices = facts.compactMap { fact -> (Invoice, Instant)? in
      guard case .invoicePaid(let invoice) = fact.body else { return nil }
      return (invoice, invoice.paidAt ?? fact.occurredAt)
    }
    let tied = Set(
      facts.filter { $0.payment.count > 1 && !$0.isCreditNote }.flatMap(\.payment).filter { $0.hasPrefix("in_") })
    let bought = Set(facts.filter(\.isPurchase).compactMap(\.payment.first).map(payment))
    var chargesOf: [String: Set<String>] = [:]
    for fact in facts {
      guard case .chargeRefunded(let charge) = fact.body, !bought.contains(payment(charge.id)) else { continue }
      let fitting = Set(
        invoices.filter { !tied.contains($0.0.id) && Self.fits($0.0, paidAt: $0.1, charge) }.map(\.0.id))
      if fitting.count == 1, let invoice = fitting.first { chargesOf[invoice, default: []].insert(charge.id) }
    }
    for (invoice, charges) in chargesOf where charges.count == 1 { join([invoice] + charges) }
  }

  private static func fits(_ invoice: Invoice, paidAt: Instant, _ charge: Charge) -> Bool {
    guard let amount = charge.amount, let created = charge.created, charge.customer != nil else { return false }
    return invoice.customer == charge.customer && invoice.currency == charge.currency && invoice.amountPaid == amount
      && abs(paidAt.since(created)) <= 3600
  }
}

extension Fact {
  /// It ties an invoice to its refunds, and not to what was paid for it.
  fileprivate var isCreditNote: Bool {
    if case .creditNoteSeen = body { true } else { false }
  }

  /// Whether it tells a purchase by itself: its payment is no other's.
  fileprivate var isPurchase: Bool {
    switch body {
    case .invoicePaid, .checkoutCompleted, .checkoutPaidLater, .paymentSucceeded: true
    default: false
    }
  }

  /// The names under which this fact knows one payment.
  var payment: [String] {
    let keys: [String?] =
      switch body {
      case .invoicePaid(let it): [it.id, it.paymentIntent, it.charge]
      case .invoicePaymentSeen(let it): [it.invoice, it.paymentIntent, it.charge]
      case .checkoutCompleted(let it), .checkoutPaidLater(let it):
        it.isOneTime ? [it.id, it.paymentIntent, it.invoice] : []
      case .paymentSucceeded(let it), .paymentSeen(let it): [it.id, it.latestCharge, it.invoice]
      case .chargeRefunded(let it): [it.id, it.paymentIntent, it.invoice]
      case .refundSeen(let it): [it.charge, it.paymentIntent, it.id]
      case .creditNoteSeen(let it): [it.invoice] + it.refunds
      case .disputeSeen(let it): [it.charge, it.paymentIntent]
      default: []
      }
    return keys.compactMap { $0 }
  }
}
