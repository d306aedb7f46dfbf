/// What the payment of a period grants at once, beside what it takes the place of. Rules sections 3.1, 3.2 and 6.2.
extension PaidPeriods {
  /// Whether what the running period has left is set against the first refill of the one that takes its place: where
  /// the invoice pays it back, where the time that is paid for stays the same, and where nothing is paid at all.
  func isSetOff(_ candidate: Candidate, _ running: PaidPeriod, _ refill: FirstRefill) -> Bool {
    if refill.isOfOneBefore { return candidate.paysBack && !running.outlasts }
    return candidate.paysBack || goesOn(candidate, running)
      || (candidate.invoice.total ?? 1) <= 0 && running.grantsLater
  }

  /// What a period's first refill comes to before anything is paid back, and from where its refills are counted.
  struct FirstRefill {
    var amount: Credits
    var anchor: Instant
    var excess: Credits = 0
    /// Whether it only adds to a refill that was granted before, so that nothing more is set against it.
    var isOfOneBefore = false
  }

  func firstRefill(_ candidate: Candidate, after running: Int?) -> FirstRefill {
    let plan = candidate.price.plan
    if candidate.price.refillOutlastsInterval {
      return withinYear(candidate) ?? FirstRefill(amount: plan.refill.amount, anchor: candidate.start)
    }
    if let running, plan.refill.unit == .day, periods[running].refillsDaily {
      // Today's is there already.
      return FirstRefill(amount: 0, anchor: periods[running].anchor)
    }
    if let running, goesOn(candidate, periods[running]) {
      let part = periods[running].part(of: plan, at: candidate.start, end: candidate.end)
      return FirstRefill(amount: part, anchor: periods[running].anchor)
    }
    return FirstRefill(amount: plan.refill.amount, anchor: Self.anchor(candidate))
  }

  /// A yearly refill of a plan that is billed by the month comes due every year from the first; between, a period only
  /// adds what a dearer plan brings more.
  private func withinYear(_ candidate: Candidate) -> FirstRefill? {
    let earlier = periods.filter { $0.subscription == candidate.trace.id && $0.outlasts }
    let granting = earlier.filter { $0.grantsLater || $0.changes.contains { $0.amount > 0 } }
    guard let last = earlier.last, let anchor = granting.last?.anchor else { return nil }
    let cycle = RefillCalendar(anchor: anchor, unit: .year).cycle(at: candidate.start)
    // Nothing is due between two anniversaries, where the last one found the plan paid for.
    guard cycle.lowerBound < candidate.start, granting.contains(where: { $0.isRunning(at: cycle.lowerBound) }) else {
      return nil
    }
    var change = PlanChange(from: last.plan.plan, to: candidate.price.plan, at: candidate.start, cycle: cycle)
    change.settle(excess: last.excess(at: candidate.start))
    return FirstRefill(amount: change.grant, anchor: anchor, excess: change.excess, isOfOneBefore: true)
  }

  /// A year that was begun on 29 February is renewed on the 28th; its months are counted from the 29th all the same.
  private static func anchor(_ candidate: Candidate) -> Instant {
    guard candidate.price.plan.refill.unit == .month, candidate.price.interval.months > 1,
      let began = candidate.trace.anchor, began.day.day > candidate.start.day.day
    else { return candidate.start }
    let isOfIts = RefillCalendar(anchor: began, unit: .month).cycle(at: candidate.start).lowerBound == candidate.start
    return isOfIts ? began : candidate.start
  }
}
