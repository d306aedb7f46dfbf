/// The course of one subscription: all that its events saw, in order.
struct SubscriptionTrace {
  let id: String
  let snapshots: [Snapshots.Seen]
  /// When the first period began that an invoice of it paid for: it lived, whatever its snapshots got to say.
  let paidFrom: Instant?
  /// When payments of its renewals failed, in order.
  let failures: [Instant]
  /// When a completed checkout named it: it is on its way, though nothing of its own was told yet.
  let promisedAt: Instant?

  init(
    id: String, snapshots: [Snapshots.Seen], paidFrom: Instant?, failures: [Instant] = [], promisedAt: Instant?
  ) {
    self.id = id
    self.snapshots = Snapshots.ordered(snapshots)
    self.paidFrom = paidFrom
    self.failures = failures.sorted()
    self.promisedAt = promisedAt
  }

  var latest: Subscription? { snapshots.last?.subscription }

  /// The provider's own start, else the first that was seen of it.
  var startedAt: Instant? {
    snapshots.compactMap(\.subscription.startedAt).min() ?? paidFrom ?? snapshots.map(\.at).min() ?? promisedAt
  }

  /// When it was made, which a start that was set back does not say.
  private var madeAt: Instant? { snapshots.compactMap(\.subscription.created).min() ?? startedAt }

  /// From where its periods are counted: what was said of it last, else its start.
  var anchor: Instant? {
    snapshots.last { $0.subscription.billingCycleAnchor != nil }?.subscription.billingCycleAnchor ?? startedAt
  }

  /// Whether it ever gave benefits: a first payment that never came gives none.
  var lived: Bool {
    paidFrom != nil
      || snapshots.contains { seen in
        ["active", "trialing", "past_due", "unpaid", "paused"].contains(seen.subscription.status ?? "")
      }
  }

  /// Whether the provider says that it is over.
  var isOver: Bool { latest?.isOver ?? false }

  /// When the provider says that it ended, or will have ended by a cancellation that stands.
  var endsAt: Instant? {
    guard let last = snapshots.last else { return nil }
    let seen = last.subscription
    if seen.isOver { return seen.endedAt ?? last.at }
    if let at = seen.cancelAt { return at }
    return seen.cancelAtPeriodEnd ? seen.periodEnd : nil
  }

  /// Every subscription that an account's facts speak of, in the order they were made.
  static func all(_ facts: [Fact], _ prices: PriceBook) -> [SubscriptionTrace] {
    var snapshots: [String: [Snapshots.Seen]] = [:]
    var paidFrom: [String: Instant] = [:]
    var failures: [String: [Instant]] = [:]
    var promisedAt: [String: Instant] = [:]
    for fact in facts {
      switch fact.body {
      case .subscriptionSeen(let seen):
        snapshots[seen.id, default: []].append(
          Snapshots.Seen(fact: fact, subscription: seen.inPeriod(ofPlanIn: prices)))
      case .invoicePaid(let invoice):
        guard let id = invoice.subscription else { break }
        let start = invoice.lines.filter { !$0.credit }.compactMap(\.periodStart).min() ?? fact.occurredAt
        paidFrom[id] = min(paidFrom[id] ?? start, start)
      case .invoiceFailed(let invoice) where invoice.billingReason == "subscription_cycle":
        if let id = invoice.subscription { failures[id, default: []].append(fact.occurredAt) }
      case .checkoutCompleted(let session):
        if let id = session.subscription { promisedAt[id] = min(promisedAt[id] ?? fact.occurredAt, fact.occurredAt) }
      default: break
      }
    }
    return Set(snapshots.keys).union(paidFrom.keys).union(promisedAt.keys)
      .map { id in
        SubscriptionTrace(
          id: id, snapshots: snapshots[id] ?? [], paidFrom: paidFrom[id], failures: failures[id] ?? [],
          promisedAt: promisedAt[id])
      }
      .sorted { ($0.madeAt ?? .latest, $0.id) < ($1.madeAt ?? .latest, $1.id) }
  }
}

extension Subscription {
  /// The same with the period of the item that buys its plan, where items have periods of their own: an add-on may be
  /// billed by the month beside a plan that is billed by the year.
  fileprivate func inPeriod(ofPlanIn prices: PriceBook) -> Subscription {
    guard items.count > 1, let item = items.first(where: { prices.plan($0.reference) != nil }) else { return self }
    var copy = self
    copy.periodStart = item.periodStart ?? periodStart
    copy.periodEnd = item.periodEnd ?? periodEnd
    return copy
  }
}
