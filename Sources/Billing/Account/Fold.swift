/// The one fold: the set of an account's facts becomes its state, its ledger and what became of each event.
///
/// The live path, `replay`, `verify` and the tests all use it, so a state is the same whatever the order, duplication
/// or delay of what brought it about.
package struct Fold: Sendable {
  package let state: AccountState
  /// What the facts and the time until the last of them moved. Refills that came due later count in `state` and are
  /// booked with the next fact.
  package let movements: [Movement]
  package let outcomes: [String: Outcome]

  /// - Parameters:
  ///   - facts: in any order, each event once.
  ///   - moment: facts after it are left out; nil takes the moment of the last fact.
  /// - Throws: `ArithmeticError` when a sum leaves 64 bits.
  package init(_ facts: [Fact], catalog: Catalog, at moment: Instant? = nil) throws(ArithmeticError) {
    let last = facts.map(\.occurredAt).max() ?? Instant(clamping: 0)
    let moment = moment ?? last
    let known = facts.filter { $0.occurredAt <= moment }.sorted(by: Fact.inOrder)
    let history = History(known, catalog)
    var course = Course(history, catalog)
    try course.run(through: min(last, moment))
    movements = course.wallet.movements
    try course.run(through: moment)
    state = AccountState(history, course, catalog, at: moment)
    outcomes = Dictionary(known.map { ($0.event, history.outcome($0)) }) { one, _ in one }
  }
}

/// An account's credits in the course of time.
struct Course {
  private(set) var wallet = Wallet()
  private(set) var series: [RefillSeries]
  private var steps: ArraySlice<Step>

  init(_ history: History, _ catalog: Catalog) {
    let suspended = history.standings.suspended
    var steps = history.returns.steps
    var series: [RefillSeries] = []
    for period in history.periods {
      let trace = history.subscriptions.trace(period.subscription)
      let end = trace?.benefitsEnd(history.periods, catalog.policies) ?? .latest
      steps += period.steps
      series.append(.later(period, end: end, suspended))
    }
    steps += history.packages.purchases.map(\.step)
    if let plan = catalog.freePlan { series += RefillSeries.free(history.standings, plan) }
    self.series = series
    self.steps = steps.sorted(by: Step.inOrder)[...]
  }

  mutating func run(through moment: Instant) throws(ArithmeticError) {
    while let step = steps.first, step.at <= moment {
      try refill(through: step.at)
      try wallet.take(step)
      steps.removeFirst()
    }
    try refill(through: moment)
  }

  /// Grants what the calendar brought until `moment`, the earliest first.
  private mutating func refill(through moment: Instant) throws(ArithmeticError) {
    while let index = earliest(through: moment) {
      if series[index].isFull(wallet.planCredits) {
        series[index].skip(through: moment)
      } else if let step = series[index].takeNext() {
        try wallet.take(step)
      }
    }
  }

  private func earliest(through moment: Instant) -> Int? {
    var found: (index: Int, at: Instant)?
    for index in series.indices {
      guard let at = series[index].nextMoment, at <= moment else { continue }
      if found.map({ at < $0.at }) ?? true { found = (index, at) }
    }
    return found?.index
  }
}

extension PaidPeriod {
  /// Its first refill, and what changes within it granted.
  fileprivate var steps: [Step] {
    let note = Note.paidRefill(plan: price.name, of: start, invoice: invoice, paid)
    let first = Step(
      at: effectiveAt, rank: .grant,
      reason: .init(cause: "refill:\(invoice):0", at: effectiveAt, event: event, note: note),
      action: .refill(firstAmount, cap: price.plan.cap, origin: invoice))
    return [first] + changes.map(\.step)
  }
}

extension PaidPeriod.Change {
  fileprivate var step: Step {
    let note = Note.change(from: from.name, to: to.name, invoice: invoice, paid)
    return Step(
      at: at, rank: .change, reason: .init(cause: "change:\(invoice)", at: at, event: event, note: note),
      action: .refill(amount, cap: to.plan.cap, origin: invoice))
  }
}

extension PackagePurchase {
  fileprivate var step: Step {
    let note = Note.package(package.name, paid, byAutoReload: isReload)
    return Step(
      at: at, rank: .grant, reason: .init(cause: "package:\(origin)", at: at, event: event, note: note),
      action: .buy(package.credits, origin: origin))
  }
}
