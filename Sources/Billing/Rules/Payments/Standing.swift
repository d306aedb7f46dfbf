/// What an account may enjoy over a stretch of time, and why.
struct Standing: Equatable {
  enum Kind: Equatable {
    case free
    /// A first payment is under way: not free any more, not yet paid.
    case pending
    case plan(PlanPrice)
    /// Limits are kept, nothing refills but what was paid for: the grace period after a failed payment, and the time
    /// that is paid for while something else is owed.
    case pastDue(PlanPrice)
    case paused(PlanPrice, until: Instant?)
  }

  let start: Instant
  var end: Instant
  let kind: Kind
  /// The provider's word for the subscription, or `none`.
  let status: String
  let subscription: String?

  var isFree: Bool { kind == .free }

  func isOf(_ other: PlanPrice) -> Bool {
    guard case .plan(let price) = kind else { return false }
    return price.plan.key == other.plan.key && price.interval == other.interval
  }
}

/// How an account stood at every moment: never two things at once, never a gap.
struct Standings {
  let all: [Standing]

  func at(_ moment: Instant) -> Standing? { all.last { $0.start <= moment } }

  /// The stretches in which the refills that follow a period's first are not granted. While its own payment was owed
  /// is none of them, once it is paid.
  func suspended(_ period: PaidPeriod) -> [Range<Instant>] {
    all.compactMap { standing in
      switch standing.kind {
      case .plan: return nil
      case .pastDue(let price)
      where period.isRunning(at: standing.start) && period.paidPlan(at: standing.start) == price:
        return nil
      case .paused: return standing.start..<standing.end
      case .free, .pending, .pastDue:
        let start = max(standing.start, period.paidAt)
        return start < standing.end ? start..<standing.end : nil
      }
    }
  }

  init(
    _ facts: [Fact], _ subscriptions: Subscriptions, _ periods: [PaidPeriod], _ prices: PriceBook, _ policies: Policies
  ) {
    guard let touched = facts.map(\.occurredAt).min() else {
      all = []
      return
    }
    var taken: [Standing] = []
    let counted = subscriptions.counted
    for (index, trace) in counted.enumerated() {
      let builder = StandingBuilder(
        trace: trace, prices: prices, policies: policies, periods: periods.filter { $0.subscription == trace.id })
      // One that is over, and is enjoyed for as long as it was paid for, gives way to the next.
      let next = counted.dropFirst(index + 1).first.flatMap { subscriptions.countsFrom($0.id) } ?? .latest
      taken += builder.standings.map { $0.ending(by: next) }
    }
    taken += subscriptions.traces.filter { !$0.lived }.compactMap { Self.pending($0, touched: touched) }
    taken += subscriptions.counted.compactMap(Self.promised)
    all = Self.filled(
      taken.filter { $0.start < $0.end }.sorted { ($0.start, $0.end) < ($1.start, $1.end) }, from: touched)
  }

  /// An account that begins with a first payment under way is not free until that payment is given up.
  private static func pending(_ trace: SubscriptionTrace, touched: Instant) -> Standing? {
    guard let start = trace.startedAt, start <= touched else { return nil }
    // A first payment that is not made within a day is given up by the provider.
    let end = trace.isOver ? trace.endsAt ?? start : start.adding(seconds: CivilDay.secondsPerDay)
    return Standing(
      start: start, end: end, kind: .pending, status: trace.latest?.status ?? "incomplete", subscription: trace.id)
  }

  /// Between the checkout that named a subscription and its start the account is not free.
  private static func promised(_ trace: SubscriptionTrace) -> Standing? {
    guard let from = trace.promisedAt, let start = trace.startedAt, from < start else { return nil }
    return Standing(start: from, end: start, kind: .pending, status: "incomplete", subscription: trace.id)
  }

  /// Puts the free plan wherever nothing else stands, from the account's first touch.
  private static func filled(_ taken: [Standing], from touched: Instant) -> [Standing] {
    var all: [Standing] = []
    var reached = min(touched, taken.first?.start ?? touched)
    for var standing in taken {
      if standing.start > reached { all.append(free(reached, standing.start, after: all.last)) }
      if standing.start < reached { standing = standing.starting(at: reached) }
      guard standing.start < standing.end else { continue }
      all.append(standing)
      reached = standing.end
    }
    if reached < .latest { all.append(free(reached, .latest, after: all.last)) }
    return all
  }

  private static func free(_ start: Instant, _ end: Instant, after last: Standing?) -> Standing {
    let status = last.map { $0.status == "incomplete_expired" ? $0.status : "canceled" } ?? "none"
    return Standing(start: start, end: end, kind: .free, status: status, subscription: nil)
  }
}

extension Standing {
  fileprivate func ending(by moment: Instant) -> Standing {
    var standing = self
    standing.end = min(end, moment)
    return standing
  }

  fileprivate func starting(at moment: Instant) -> Standing {
    Standing(start: moment, end: end, kind: kind, status: status, subscription: subscription)
  }
}

extension SubscriptionTrace {
  /// When its benefits end: when the provider says that it ended, or by policy with what was paid.
  func benefitsEnd(_ periods: [PaidPeriod], _ policies: Policies) -> Instant {
    guard let end = endsAt else { return .latest }
    guard isOver, policies.endOfSubscription == .paidPeriod else { return end }
    return max(end, periods.filter { $0.subscription == id }.map(\.end).max() ?? end)
  }
}

/// The standings that one subscription gives, from its snapshots and its paid periods.
private struct StandingBuilder {
  let trace: SubscriptionTrace
  let prices: PriceBook
  let policies: Policies
  /// Those of the subscription.
  let periods: [PaidPeriod]

  var standings: [Standing] {
    let told = trace.snapshots.isEmpty ? periods.map(paid) : seen
    return changesReturned(refunded(told)).filter { $0.start < $0.end }
  }

  private func paid(_ period: PaidPeriod) -> Standing {
    Standing(start: period.start, end: period.end, kind: .plan(period.price), status: "active", subscription: trace.id)
  }

  private var seen: [Standing] {
    let end = benefitsEnd
    var standings: [Standing] = []
    var pastDueSince: Instant?
    for (index, snapshot) in trace.snapshots.enumerated() where !snapshot.subscription.isOver {
      // The first snapshot speaks from the start on, but for what interrupts a plan, which begins when it is told; the
      // last until the end.
      let seen = snapshot.subscription
      let speaksFromStart = index == 0 && !seen.isInterrupted
      if index == 0, seen.isInterrupted { standings += untold(until: min(snapshot.at, end), seen) }
      let from = speaksFromStart ? trace.startedAt ?? snapshot.at : snapshot.at
      let next = trace.snapshots.dropFirst(index + 1).first { !$0.subscription.isOver }
      let until = min(next?.at ?? end, end)
      let failedAt = seen.status == "active" && !seen.isPaused ? failed(from, until) : nil
      pastDueSince = seen.status == "past_due" ? pastDueSince ?? from : failedAt
      standings += stretch(seen, from, failedAt ?? until, pastDueSince)
      if let failedAt { standings += stretch(seen.pastDue, failedAt, until, failedAt) }
    }
    if standings.isEmpty, let last = trace.latest { standings = untold(until: end, last) }
    return standings
  }

  /// Of a subscription of which nothing was told before it ended, or was interrupted: it had its plan until then.
  private func untold(until end: Instant, _ seen: Subscription) -> [Standing] {
    guard let start = trace.startedAt, let plan = prices.plan(of: seen) else { return [] }
    return [Standing(start: start, end: end, kind: .plan(plan), status: "active", subscription: trace.id)]
  }

  private var benefitsEnd: Instant { trace.benefitsEnd(periods, policies) }

  private func stretch(
    _ seen: Subscription, _ from: Instant, _ until: Instant, _ pastDueSince: Instant?
  ) -> [Standing] {
    func standing(_ start: Instant, _ end: Instant, _ kind: Standing.Kind, _ status: String? = nil) -> Standing {
      Standing(start: start, end: end, kind: kind, status: status ?? seen.status ?? "active", subscription: trace.id)
    }
    guard let plan = prices.plan(of: seen) else { return [standing(from, until, .free)] }
    if seen.isPaused {
      let back = min(seen.resumesAt ?? until, until)
      return [standing(from, back, .paused(plan, until: seen.resumesAt), "paused")]
        + stretch(seen.resumed, back, until, pastDueSince)
    }
    if seen.owes, let paidAt = paidAt(from, until) {
      return stretch(seen, from, paidAt, pastDueSince) + [standing(paidAt, until, .plan(plan), "active")]
    }
    switch seen.status {
    case "past_due":
      let (paid, end) = kept(plan, from)
      let grace = max(pastDueSince ?? from, end).adding(seconds: policies.pastDueGraceDays * CivilDay.secondsPerDay)
      let kept = max(from, min(grace, until))
      return [standing(from, kept, .pastDue(paid)), standing(kept, until, .free)]
    case "unpaid": return [standing(from, until, .free)]
    case "incomplete": return [standing(from, until, .pending)]
    default: return [standing(from, until, .plan(plan))]
    }
  }

  /// The plan whose limits are kept while something is owed, and until when it is paid for: never a dearer one than
  /// what was paid for last.
  private func kept(_ plan: PlanPrice, _ moment: Instant) -> (plan: PlanPrice, end: Instant) {
    guard let last = periods.last(where: { $0.start <= moment && $0.paidAt <= moment }),
      let paid = last.paidPlan(at: min(moment, last.end.adding(seconds: -1)))
    else { return (plan, moment) }
    return (last.isRunning(at: moment) || paid.plan.tier < plan.plan.tier ? paid : plan, last.end)
  }

  /// When a period, or a change within it, was paid for while it ran: what was owed then is owed no more, whether or
  /// not a snapshot says so.
  private func paidAt(_ from: Instant, _ until: Instant) -> Instant? {
    periods.flatMap { period in ([period.toldAt] + period.changes.map(\.toldAt)).filter(period.isRunning) }
      .filter { from <= $0 && $0 < until }.min()
  }

  /// When the payment of a renewal failed, before a snapshot knew. One of a period that is over, tried again while a
  /// later one is paid, says nothing.
  private func failed(_ from: Instant, _ until: Instant) -> Instant? {
    trace.failures.first { failure in
      from <= failure && failure < until
        && !periods.contains { $0.isRunning(at: failure) && $0.toldAt <= failure }
    }
  }

  /// A full refund of the running period ends the plan at once, until a later period is paid.
  private func refunded(_ standings: [Standing]) -> [Standing] {
    let gaps = periods.compactMap { period -> Range<Instant>? in
      guard let from = period.refundedAt else { return nil }
      let back = periods.map(\.start).filter { $0 >= from }.min() ?? .latest
      return from < back ? from..<back : nil
    }
    return gaps.reduce(standings) { standings, gap in standings.flatMap { $0.replaced(by: .free, during: gap) } }
  }

  /// Changes whose money was returned in full give way to the plan that is paid for.
  private func changesReturned(_ standings: [Standing]) -> [Standing] {
    periods.reduce(standings) { standings, period in
      let returned = period.changes.filter { $0.returnedAt != nil }
      guard let first = returned.compactMap(\.returnedAt).min() else { return standings }
      let moments = Set(period.changes.flatMap { [$0.at] + ($0.returnedAt.map { [$0] } ?? []) })
        .filter { $0 >= first && $0 < period.end }.sorted()
      return zip(moments, moments.dropFirst() + [period.end]).reduce(standings) { standings, stretch in
        let paid = Standing.Kind.plan(period.plan(at: stretch.0))
        return standings.flatMap { standing in
          returned.contains { standing.isOf($0.to) && !$0.holds(at: stretch.0) }
            ? standing.replaced(by: paid, during: stretch.0..<stretch.1) : [standing]
        }
      }
    }
  }
}

extension Standing {
  fileprivate func replaced(by kind: Kind, during gap: Range<Instant>) -> [Standing] {
    let (from, to) = (max(start, gap.lowerBound), min(end, gap.upperBound))
    guard from < to else { return [self] }
    var parts = [self, self.starting(at: to)]
    parts[0].end = from
    parts.insert(Standing(start: from, end: to, kind: kind, status: status, subscription: subscription), at: 1)
    return parts.filter { $0.start < $0.end }
  }
}

extension Subscription {
  /// Whether something owed keeps it from its plan.
  fileprivate var owes: Bool { ["past_due", "unpaid", "incomplete"].contains(status ?? "") }

  /// Whether it once had its plan, and does not have it as it is.
  fileprivate var isInterrupted: Bool { isPaused || status == "past_due" || status == "unpaid" }

  /// As it is once its pause is over.
  fileprivate var resumed: Subscription {
    var copy = self
    copy.pauseBehavior = nil
    if status == "paused" { copy.status = "active" }
    return copy
  }

  fileprivate var pastDue: Subscription {
    var copy = self
    copy.status = "past_due"
    return copy
  }
}
