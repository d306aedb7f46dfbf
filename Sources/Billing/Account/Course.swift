/// An account's credits in the course of time: steps that facts brought, refills that the calendar brings, and what
/// ends by time alone, each at its moment.
struct Course {
  private(set) var wallet = Wallet()
  private(set) var series: [RefillSeries]
  private var steps: ArraySlice<Step>
  /// The most that could be spent at any moment since the last step of the app's own, from when it is watched: what
  /// auto-reload falls from.
  private(set) var peak: Credits = 0
  private var watchedFrom: Instant?
  private var isWatching = false

  init(_ history: History, _ catalog: Catalog) {
    var steps = history.returns.steps + history.facts.compactMap(\.step)
    var series: [RefillSeries] = []
    for period in history.periods {
      let trace = history.subscriptions.trace(period.subscription)
      let end = trace?.benefitsEnd(history.periods, catalog.policies) ?? .latest
      steps += period.steps
      series.append(.later(period, end: end, history.standings.suspended(period)))
    }
    steps += history.packages.purchases.map(\.step)
    self.series = series + RefillSeries.free(history.standings, catalog.freePlans(history.app.regions))
    self.steps = steps.sorted(by: Step.inOrder)[...]
    watchedFrom = history.autoReload?.since
  }

  /// Runs on to `moment`.
  ///
  /// - Parameter isBooked: whether each refill is wanted as a movement of its own. Without it, however many have come
  ///   due cost one step.
  mutating func run(through moment: Instant, isBooked: Bool = true) throws(ArithmeticError) {
    while let stop = nextStop(through: moment) {
      // What ends or is taken back at a moment makes room for what the calendar brings at that moment.
      let expires = wallet.nextExpiry == stop
      if expires || steps.first?.rank.isReturn ?? false {
        try refill(through: stop.adding(seconds: -1), isBooked)
        if expires { wallet.expire(at: stop) }
        try takeSteps(through: stop) { $0.rank.isReturn }
      }
      try refill(through: stop, isBooked)
      note()
      try takeSteps(through: stop) { _ in true }
      note()
      if watchedFrom == stop { beginWatching() }
    }
    try refill(through: moment, isBooked)
    note()
  }

  /// Takes a step that comes after all that has been run.
  mutating func take(_ step: Step) throws(ArithmeticError) {
    try wallet.take(step)
    if step.rank == .app, isWatching { peak = wallet.available }
  }

  /// Watches the balance from now on, which is `moment`; one that is watched from then already stays as it is.
  mutating func watch(from moment: Instant?) {
    guard let moment, moment != watchedFrom else { return }
    watchedFrom = moment
    beginWatching()
  }

  private mutating func beginWatching() {
    isWatching = true
    peak = wallet.available
  }

  private mutating func note() {
    if isWatching { peak = max(peak, wallet.available) }
  }

  /// The movements so far; each is handed out once.
  mutating func takeMovements() -> [Movement] {
    defer { wallet.movements = [] }
    return wallet.movements
  }

  private mutating func takeSteps(
    through moment: Instant, while isNext: (Step) -> Bool
  ) throws(ArithmeticError) {
    while let step = steps.first, step.at <= moment, isNext(step) {
      steps.removeFirst()
      try take(step)
    }
    // A slice keeps all that it was cut from.
    if steps.isEmpty { steps = [] }
  }

  private func nextStop(through moment: Instant) -> Instant? {
    var stop = Instant.earliest(steps.first?.at, wallet.nextExpiry)
    if !isWatching { stop = .earliest(stop, watchedFrom) }
    return stop.flatMap { $0 <= moment ? $0 : nil }
  }

  /// Grants what the calendar brought until `moment`, the earliest first.
  private mutating func refill(through moment: Instant, _ isBooked: Bool) throws(ArithmeticError) {
    while let index = earliest(through: moment) {
      if series[index].isFull(wallet.planCredits) {
        series[index].skip(through: moment)
      } else if !isBooked, wallet.takesAtOnce(series[index].origin), let all = takeAll(index, through: moment) {
        try wallet.take(all)
      } else if let step = series[index].takeNext() {
        try wallet.take(step)
      }
    }
  }

  /// All that one series has due, as one step, where nothing else comes due meanwhile.
  private mutating func takeAll(_ index: Int, through moment: Instant) -> Step? {
    let isAlone = series.indices.allSatisfy { $0 == index || series[$0].nextMoment.map { $0 > moment } ?? true }
    return isAlone ? series[index].takeAll(through: moment) : nil
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
      action: .buy(package.credits, origin: origin, expiresAt: expiresAt))
  }

  private var expiresAt: Instant? {
    package.expiresAfterDays.map { at.adding(seconds: $0 * CivilDay.secondsPerDay) }
  }
}
