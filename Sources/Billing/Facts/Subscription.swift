/// A subscription as one event saw it.
package struct Subscription: Sendable, Equatable, Encodable {
  package struct Item: Sendable, Equatable, Encodable {
    package var id: String?
    package var price: String?
    package var product: String?
    package var lookupKey: String?
    package var interval: String?
    package var intervalCount: Int64?
    package var unitAmount: Int64?
    package var currency: String?
    package var quantity: Int64?
    package var periodStart: Instant?
    package var periodEnd: Instant?

    package init() {}
  }

  package var id: String
  package var customer: String?
  package var status: String?
  package var items: [Item] = []
  package var periodStart: Instant?
  package var periodEnd: Instant?
  package var cancelAtPeriodEnd = false
  package var cancelAt: Instant?
  package var canceledAt: Instant?
  package var endedAt: Instant?
  package var cancellationReason: String?
  package var pauseBehavior: String?
  package var resumesAt: Instant?
  package var trialStart: Instant?
  package var trialEnd: Instant?
  package var startedAt: Instant?
  package var schedule: String?
  package var latestInvoice: String?
  package var metadata: [String: String] = [:]
  /// What the event says stood before, where it says so: a hint for ordering two snapshots of one second.
  package var previous: Previous?

  /// The members of `data.previous_attributes` that tell two snapshots apart.
  package struct Previous: Sendable, Equatable, Encodable {
    package var status: String?
    package var cancelAtPeriodEnd: Bool?
    package var price: String?
    package var periodStart: Instant?

    package init() {}
  }

  package init(id: String) { self.id = id }
}

extension Subscription {
  /// Whether the provider says that it is over. Such a subscription never comes back.
  package var isOver: Bool { status == "canceled" || status == "incomplete_expired" || endedAt != nil }

  /// Whether its first payment is still awaited.
  package var isIncomplete: Bool { status == "incomplete" }

  /// Either of the provider's two pauses: `pause_collection`, or the status of newer versions.
  package var isPaused: Bool { status == "paused" || pauseBehavior != nil }
}
