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
      let end = history.subscriptions.trace(period.subscription)?.endsAt ?? .latest
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
    let first = Step(
      at: effectiveAt, rank: .grant,
      reason: .init(
        cause: "refill:\(invoice):0", at: effectiveAt, event: event,
        note: "\(price.name): refill of \(start.day), \(Self.words(invoice, paid))"),
      action: .refill(firstAmount, cap: price.plan.cap, origin: invoice))
    return [first]
      + changes.map { change in
        Step(
          at: change.at, rank: .grant,
          reason: .init(
            cause: "change:\(change.invoice)", at: change.at, event: change.event,
            note:
              "change from \(change.from.name) to \(change.to.name), \(Self.words(change.invoice, change.paid)): "
              + "the difference for the time left"
          ),
          action: .refill(change.amount, cap: change.to.plan.cap, origin: change.invoice))
      }
  }
}

extension PaidPeriod {
  /// `invoice in_1 of 15.00 USD paid`.
  fileprivate static func words(_ invoice: String, _ paid: Money?) -> String {
    "invoice \(invoice)\(paid.map { " of \($0)" } ?? "") paid"
  }
}

extension PackagePurchase {
  fileprivate var step: Step {
    Step(
      at: at, rank: .grant,
      reason: .init(
        cause: "package:\(origin)", at: at, event: event,
        note: "package \(package.name)\(isReload ? " by auto-reload" : "") bought\(paid.map { " for \($0)" } ?? "")"),
      action: .buy(package.credits, origin: origin))
  }
}
