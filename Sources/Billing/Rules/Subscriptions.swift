/// An account's subscriptions: which one counts, and which came on top of it. Rules section 4.
struct Subscriptions {
  let traces: [SubscriptionTrace]
  private let byID: [String: SubscriptionTrace]
  private let primary: Set<String>

  init(_ facts: [Fact], _ prices: PriceBook) {
    traces = SubscriptionTrace.all(facts).filter { Self.isOurs($0, facts, prices) }
    byID = Dictionary(traces.map { ($0.id, $0) }) { one, _ in one }
    primary = Self.primary(traces)
  }

  func trace(_ id: String) -> SubscriptionTrace? { byID[id] }
  func isPrimary(_ id: String) -> Bool { primary.contains(id) }

  /// The subscriptions that give benefits, in the order they began; they never overlap.
  var counted: [SubscriptionTrace] { traces.filter { primary.contains($0.id) } }

  private static func isOurs(_ trace: SubscriptionTrace, _ facts: [Fact], _ prices: PriceBook) -> Bool {
    // Without a snapshot its invoices speak for it.
    trace.snapshots.isEmpty || trace.snapshots.contains { prices.plan(of: $0.subscription) != nil }
  }

  /// The first stays: one that began while another lived does not count.
  private static func primary(_ traces: [SubscriptionTrace]) -> Set<String> {
    var chosen: Set<String> = []
    var takenUntil: Instant?
    for trace in traces where trace.lived {
      let start = trace.startedAt ?? .latest
      if let takenUntil, start < takenUntil { continue }
      chosen.insert(trace.id)
      takenUntil = trace.endsAt ?? .latest
    }
    return chosen
  }

  /// What became of each snapshot.
  func outcomes(_ facts: [Fact]) -> [String: Outcome] {
    var outcomes: [String: Outcome] = [:]
    for fact in facts {
      guard case .subscriptionSeen(let seen) = fact.body else { continue }
      outcomes[fact.event] = outcome(seen)
    }
    return outcomes
  }

  private func outcome(_ seen: Subscription) -> Outcome {
    guard let trace = byID[seen.id] else { return .ignored("no item of the subscription has a price of the catalogue") }
    guard trace.lived, !primary.contains(seen.id) else { return .applied }
    return .quarantined("a second live subscription of the account: the first stays; cancel and refund one")
  }
}
