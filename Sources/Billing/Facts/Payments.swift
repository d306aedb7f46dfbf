/// A Checkout session as one event saw it.
package struct CheckoutSession: Sendable, Equatable, Encodable {
  package var id: String
  package var mode: String?
  package var status: String?
  package var paymentStatus: String?
  package var customer: String?
  package var subscription: String?
  package var paymentIntent: String?
  package var invoice: String?
  package var amountTotal: Int64?
  package var amountSubtotal: Int64?
  package var currency: String?
  /// What was asked for, before discounts and taxes, where the customer paid in a currency of their own: until
  /// 2025-03-31 the amounts above are in that one.
  package var converted: Money?
  package var clientReferenceId: String?
  package var expiresAt: Instant?
  package var created: Instant?
  package var metadata: [String: String] = [:]
  /// Its payment intent's, where that was expanded.
  package var paymentMetadata: [String: String] = [:]
  /// The prices of its line items, where the payload holds them (they come only when expanded).
  package var prices: [PriceReference] = []

  package init(id: String) { self.id = id }
}

/// A payment intent as one event saw it.
package struct PaymentIntent: Sendable, Equatable, Encodable {
  package var id: String
  package var status: String?
  package var amount: Int64?
  package var amountReceived: Int64?
  package var currency: String?
  package var customer: String?
  package var invoice: String?
  package var latestCharge: String?
  package var paymentMethod: String?
  package var failureCode: String?
  package var declineCode: String?
  package var cancellationReason: String?
  package var created: Instant?
  package var metadata: [String: String] = [:]

  package init(id: String) { self.id = id }
}

/// A charge as one event saw it. `amountRefunded` is cumulative, pending refunds included.
package struct Charge: Sendable, Equatable, Encodable {
  package var id: String
  package var status: String?
  package var amount: Int64?
  package var amountRefunded: Int64?
  package var refunded: Bool?
  package var disputed: Bool?
  package var currency: String?
  package var customer: String?
  package var paymentIntent: String?
  package var invoice: String?
  package var failureCode: String?
  package var created: Instant?
  package var metadata: [String: String] = [:]
  /// Listed in payloads before 2022-11-15 only.
  package var refunds: [Refund] = []

  package init(id: String) { self.id = id }
}

/// A refund as one event saw it.
package struct Refund: Sendable, Equatable, Encodable {
  package var id: String
  package var status: String?
  package var amount: Int64?
  package var currency: String?
  package var charge: String?
  package var paymentIntent: String?
  package var reason: String?
  package var failureReason: String?
  package var created: Instant?
  package var metadata: [String: String] = [:]

  package init(id: String) { self.id = id }
}

/// A dispute as one event saw it. Its own status decides, not the event's name.
package struct Dispute: Sendable, Equatable, Encodable {
  package var id: String
  package var status: String?
  package var amount: Int64?
  package var currency: String?
  package var charge: String?
  package var paymentIntent: String?
  package var reason: String?
  package var created: Instant?
  package var metadata: [String: String] = [:]

  package init(id: String) { self.id = id }
}

/// A subscription schedule as one event saw it.
package struct SubscriptionSchedule: Sendable, Equatable, Encodable {
  package struct Phase: Sendable, Equatable, Encodable {
    package var startDate: Instant?
    package var endDate: Instant?
    package var prices: [PriceReference] = []
    package var metadata: [String: String] = [:]

    package init() {}
  }

  package var id: String
  package var status: String?
  package var customer: String?
  package var subscription: String?
  package var releasedSubscription: String?
  package var phases: [Phase] = []
  package var metadata: [String: String] = [:]

  package init(id: String) { self.id = id }
}

/// What a payload says of a price; which of it is there depends on the object and the version.
package struct PriceReference: Sendable, Equatable, Encodable {
  package var price: String?
  package var product: String?
  package var lookupKey: String?
  package var interval: String?
  /// How many intervals it pays for at once; nil where it does not say.
  package var intervalCount: Int64?
  package var currency: String?

  package init(
    price: String?, product: String? = nil, lookupKey: String? = nil, interval: String? = nil,
    intervalCount: Int64? = nil, currency: String? = nil
  ) {
    self.price = price
    self.product = product
    self.lookupKey = lookupKey
    self.interval = interval
    self.intervalCount = intervalCount
    self.currency = currency
  }
}

extension Subscription.Item {
  package var reference: PriceReference {
    PriceReference(
      price: price, product: product, lookupKey: lookupKey, interval: interval, intervalCount: intervalCount,
      currency: currency)
  }
}

extension Invoice.Line {
  package var reference: PriceReference {
    PriceReference(
      price: price, product: product, lookupKey: lookupKey, interval: interval, intervalCount: intervalCount,
      currency: currency)
  }
}
