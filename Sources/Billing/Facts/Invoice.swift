/// An invoice as one event saw it.
package struct Invoice: Sendable, Equatable, Encodable {
  package struct Line: Sendable, Equatable, Encodable {
    package var id: String?
    package var price: String?
    package var product: String?
    package var lookupKey: String?
    package var interval: String?
    package var intervalCount: Int64?
    package var amount: Int64?
    package var currency: String?
    package var periodStart: Instant?
    package var periodEnd: Instant?
    package var proration = false
    package var quantity: Int64?
    /// Money given back, as for the unused time of a plan that was left, also of one that had cost nothing. Never
    /// judged by `proration`, which a real change of interval sets on both of its lines.
    package var credit = false

    package init() {}
  }

  package var id: String
  package var customer: String?
  package var subscription: String?
  package var status: String?
  package var billingReason: String?
  package var currency: String?
  package var total: Int64?
  package var amountDue: Int64?
  package var amountPaid: Int64?
  /// What credit notes took off it before it was paid.
  package var prePaymentCredit: Int64?
  package var attemptCount: Int64?
  package var nextPaymentAttempt: Instant?
  package var periodStart: Instant?
  package var periodEnd: Instant?
  package var created: Instant?
  package var paidAt: Instant?
  package var charge: String?
  package var paymentIntent: String?
  package var metadata: [String: String] = [:]
  package var subscriptionMetadata: [String: String] = [:]
  package var lines: [Line] = []
  /// Whether there are more lines than the event carries.
  package var hasMoreLines = false

  package init(id: String) { self.id = id }
}

extension Invoice {
  /// What was paid for it, where it says so.
  package var paid: Money? {
    guard let amount = amountPaid ?? total, let currency else { return nil }
    return Money(amount: amount, currency: currency)
  }

  /// Whether it gives money back for something.
  var paysBackMoney: Bool { lines.contains { $0.credit && $0.amount != 0 } }

  /// What can be given back for it: all that it came to, whether by a payment or out of the customer's balance.
  var returnable: Int64 {
    let (owed, overflow) = (total ?? 0).subtractingReportingOverflow(max(0, prePaymentCredit ?? 0))
    return max(paid?.amount ?? 0, overflow ? 0 : owed)
  }

  /// What its lines come to, before discounts; nil where one does not say, or the sum leaves 64 bits.
  var lineSum: Int64? {
    var sum: Int64 = 0
    for line in lines {
      guard let amount = line.amount else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(amount)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }
}

/// That a payment settled an invoice: newer versions tell it apart from the invoice.
package struct InvoicePayment: Sendable, Equatable, Encodable {
  package var id: String
  package var invoice: String?
  package var status: String?
  package var amountPaid: Int64?
  package var currency: String?
  package var charge: String?
  package var paymentIntent: String?

  package init(id: String) { self.id = id }
}

/// A credit note as one event saw it.
package struct CreditNote: Sendable, Equatable, Encodable {
  package var id: String
  package var invoice: String?
  package var customer: String?
  package var status: String?
  package var amount: Int64?
  package var currency: String?
  package var reason: String?
  package var created: Instant?
  /// The refunds that pay it out; their own events tell their amounts.
  package var refunds: [String] = []
  /// What each of those refunds returns, where the note says it: since 2025-03-31.
  package var refundAmounts: [String: Int64] = [:]
  /// What it returned of what had been paid, by whatever way.
  package var returnedAmount: Int64 = 0
  package var outOfBandAmount: Int64 = 0
  /// Whether some of it went to the customer's balance.
  package var isPartlyBalance = false

  package init(id: String) { self.id = id }
}
