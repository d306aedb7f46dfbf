package import Billing

/// One phase of a subscription's schedule.
package struct SchedulePhase: Sendable {
  package enum End: Sendable {
    case at(Instant)
    /// After so many months or years.
    case after(BillingInterval, count: Int64 = 1)
  }

  package var price: String
  package var quantity: Int64
  /// The current phase must be sent again with the start that it has; later ones follow on.
  package var start: Instant?
  package var end: End?
  package var coupon: String?
  /// Becomes the subscription's when the phase begins.
  package var metadata: [String: String]

  package init(
    price: String, quantity: Int64 = 1, start: Instant? = nil, end: End? = nil, coupon: String? = nil,
    metadata: [String: String] = [:]
  ) {
    self.price = price
    self.quantity = quantity
    self.start = start
    self.end = end
    self.coupon = coupon
    self.metadata = metadata
  }
}

extension StripeRequest {
  /// Puts a subscription under a schedule whose one phase is the current period. Stripe takes nothing else beside it:
  /// what follows is an update.
  package static func createSchedule(fromSubscription id: String) -> StripeRequest {
    post("subscription_schedules") { $0.add("from_subscription", id) }
  }

  package static func schedule(_ id: String) -> StripeRequest { get("subscription_schedules", id) }

  /// Sets all phases from the current one on. After the last the subscription goes on by itself.
  package static func updateSchedule(_ id: String, phases: [SchedulePhase]) -> StripeRequest {
    post("subscription_schedules", id) {
      $0.add("end_behavior", "release")
      $0.add("proration_behavior", "none")
      for (index, phase) in phases.enumerated() { $0.add(phase, at: index) }
    }
  }

  /// Lets the subscription go on as it is, without what was scheduled. To cancel a schedule would cancel the
  /// subscription.
  package static func releaseSchedule(_ id: String) -> StripeRequest {
    post("subscription_schedules", id, "release") { $0.add("preserve_cancel_date", false) }
  }
}

extension StripeForm {
  fileprivate mutating func add(_ phase: SchedulePhase, at index: Int) {
    let name = "phases[\(index)]"
    add("\(name)[items][0][price]", phase.price)
    add("\(name)[items][0][quantity]", phase.quantity)
    add("\(name)[start_date]", phase.start)
    switch phase.end {
    case .at(let end): add("\(name)[end_date]", end)
    case .after(let interval, let count):
      add("\(name)[duration][interval]", interval.rawValue)
      add("\(name)[duration][interval_count]", count)
    case nil: break
    }
    add("\(name)[proration_behavior]", "none")
    add("\(name)[discounts][0][coupon]", phase.coupon)
    add("\(name)[metadata]", phase.metadata)
  }
}
