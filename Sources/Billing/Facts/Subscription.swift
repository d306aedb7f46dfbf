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
  package var created: Instant?
  package var startedAt: Instant?
  /// From where its periods are counted; after a trial not where it began.
  package var billingCycleAnchor: Instant?
  package var schedule: String?
  package var latestInvoice: String?
  package var metadata: [String: String] = [:]
  /// What the event says stood before, where it says so: a hint for ordering two snapshots of one second. By the names
  /// of `said`; the empty text where it says that there was nothing.
  package var previous: [String: String] = [:]

  package init(id: String) { self.id = id }
}

extension Subscription {
  /// What this snapshot says, by the names under which a later one may say what stood before it.
  var said: [String: String] {
    [
      "status": status ?? "", "cancel_at_period_end": String(cancelAtPeriodEnd), "cancel_at": Self.text(cancelAt),
      "canceled_at": Self.text(canceledAt), "schedule": schedule ?? "", "trial_end": Self.text(trialEnd),
      "current_period_start": Self.text(periodStart), "current_period_end": Self.text(periodEnd),
      "latest_invoice": latestInvoice ?? "", "pause_collection": pauseBehavior ?? "",
      "resumes_at": Self.text(resumesAt), "price": items.first?.price ?? "",
    ]
  }

  private static func text(_ moment: Instant?) -> String { moment.map { String($0.seconds) } ?? "" }

  /// Whether the provider says that it is over. Such a subscription never comes back.
  package var isOver: Bool { status == "canceled" || status == "incomplete_expired" || endedAt != nil }

  /// Either of the provider's two pauses: `pause_collection`, or the status of newer versions.
  package var isPaused: Bool { status == "paused" || pauseBehavior != nil }
}
