/// An account's subscriptions: which one counts, and which came on top of it. Rules section 4.
struct Subscriptions {
  let traces: [SubscriptionTrace]
  private let byID: [String: SubscriptionTrace]
  private let countsFrom: [String: Instant]

  init(_ facts: [Fact], _ prices: PriceBook) {
    traces = SubscriptionTrace.all(facts, prices).filter { Self.isOurs($0, facts, prices) }
    byID = Dictionary(traces.map { ($0.id, $0) }) { one, _ in one }
    countsFrom = Self.countsFrom(traces, prices)
  }

  func trace(_ id: String) -> SubscriptionTrace? { byID[id] }

  /// From when on a subscription counts: its start, or the end of one that lived before it; nil while that has no end.
  func countsFrom(_ id: String) -> Instant? { countsFrom[id] }

  /// The subscriptions that give benefits, in the order they were made.
  var counted: [SubscriptionTrace] { traces.filter { countsFrom[$0.id] != nil } }

  private static func isOurs(_ trace: SubscriptionTrace, _ facts: [Fact], _ prices: PriceBook) -> Bool {
    guard trace.snapshots.isEmpty else {
      return trace.snapshots.contains { prices.plan(of: $0.subscription) != nil }
    }
    // Without a snapshot its invoices speak for it: another product's are paid by the same customer.
    let invoices = facts.compactMap { fact -> Invoice? in
      guard case .invoicePaid(let invoice) = fact.body, invoice.subscription == trace.id else { return nil }
      return invoice
    }
    return invoices.isEmpty || invoices.contains { $0.lines.contains { prices.plan($0.reference) != nil } }
  }

  /// The first stays: one that began while another lived counts from the other's end on.
  private static func countsFrom(_ traces: [SubscriptionTrace], _ prices: PriceBook) -> [String: Instant] {
    var from: [String: Instant] = [:]
    var taken: Instant?
    for trace in traces where trace.lived {
      let start = trace.startedAt ?? .latest
      let first = max(start, taken ?? start)
      if first < .latest || taken == nil { from[trace.id] = first }
      taken = max(taken ?? start, trace.endsAt ?? leftAt(trace, traces, prices) ?? .latest)
    }
    return from
  }

  /// When a subscription that lives on was moved to another product, for good or until after another one began; nil
  /// where it was not.
  private static func leftAt(
    _ trace: SubscriptionTrace, _ traces: [SubscriptionTrace], _ prices: PriceBook
  ) -> Instant? {
    var leftAt: Instant?
    var wasOurs = false
    for seen in trace.snapshots {
      let isOurs = prices.plan(of: seen.subscription) != nil
      if let left = leftAt, isOurs {
        let others = traces.filter { $0.id != trace.id && $0.lived }.compactMap(\.startedAt)
        if others.contains(where: { left <= $0 && $0 < seen.at }) { return left }
        leftAt = nil
      } else if !isOurs, wasOurs, leftAt == nil {
        leftAt = seen.at
      }
      wasOurs = wasOurs || isOurs
    }
    return leftAt
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
    guard trace.lived, countsFrom[seen.id] == nil else { return .applied }
    return .quarantined("a second live subscription of the account: the first stays; cancel and refund one")
  }
}
