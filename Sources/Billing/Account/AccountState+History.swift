extension AccountState {
  init(_ history: History, _ course: Course, _ catalog: Catalog, at moment: Instant) {
    let standing = history.standings.at(moment)
    let price = standing?.price
    let trace = standing?.subscription.flatMap { history.subscriptions.trace($0) }
    self.init(
      plan: price?.plan.key ?? catalog.freePlan?.key ?? "",
      interval: price?.interval.rawValue,
      status: standing?.status ?? "none",
      balance: Balance(course.wallet),
      autoReload: history.autoReload,
      scheduledChange: ScheduledChange(history, trace, at: moment),
      pausedUntil: standing?.pausedUntil,
      cancelAt: trace.flatMap { $0.isOver ? nil : $0.endsAt },
      period: price == nil ? nil : trace.flatMap { Period($0, history.periods, at: moment) },
      nextRefill: Refill(history, course, standing, trace, at: moment)?
        .changed(by: ScheduledChange(history, trace, at: moment), catalog),
      customer: history.told.customer,
      subscription: standing?.subscription,
      checkouts: history.told.checkouts)
  }
}

extension AccountState.Balance {
  init(_ wallet: Wallet) {
    let (plan, granted, purchased) = (wallet.spendable(.plan), wallet.spendable(.granted), wallet.spendable(.purchased))
    self.init(
      available: wallet.available, held: wallet.held, frozen: wallet.frozen, debt: wallet.debt,
      plan: plan, granted: granted, purchased: purchased)
  }
}

extension AccountState.Period {
  /// The period that the subscription says it is in; else, or where its word for a new one is still to come, the one
  /// that was paid for.
  fileprivate init?(_ trace: SubscriptionTrace, _ periods: [PaidPeriod], at moment: Instant) {
    let seen = trace.snapshots.last { $0.at <= moment }?.subscription ?? trace.latest
    let paid = periods.last { $0.subscription == trace.id && $0.start <= moment }
    let isPaidLater = paid.map { $0.end > $0.start && $0.start >= seen?.periodEnd ?? $0.start } ?? false
    if let start = seen?.periodStart, let end = seen?.periodEnd, !isPaidLater {
      self.init(start: start, end: end)
    } else if let paid {
      self.init(start: paid.start, end: paid.end)
    } else {
      return nil
    }
  }
}

extension AccountState.Refill {
  /// The next refill: by the calendar, or the one that a payment brings.
  fileprivate init?(
    _ history: History, _ course: Course, _ standing: Standing?, _ trace: SubscriptionTrace?, at moment: Instant
  ) {
    let due = course.series.compactMap(\.upcoming).map { Self(at: $0.at, amount: $0.amount, status: .scheduled) }
    let paidFor = Self(byPayment: history, standing, trace, at: moment)
    guard let next = (due + [paidFor].compactMap(\.self)).min(by: { $0.at < $1.at }) else { return nil }
    self = next
  }

  /// What the payment of this period, or of the next one, brings.
  private init?(byPayment history: History, _ standing: Standing?, _ trace: SubscriptionTrace?, at moment: Instant) {
    guard case .plan(let price)? = standing?.kind, let trace,
      let period = AccountState.Period(trace, history.periods, at: moment)
    else { return nil }
    let paid = history.periods.last {
      $0.subscription == trace.id && $0.start <= period.start && period.start < $0.end
    }
    let calendar = paid.flatMap { $0.outlasts && $0.grantsLater ? $0.calendar : nil }
    let next = calendar.map { $0.moment($0.due(through: moment)) } ?? period.end
    guard trace.endsAt.map({ next < $0 }) ?? true else { return nil }
    // For a period that began in a pause nobody is asked to pay.
    let isAwaited = paid == nil && !trace.isPaused(throughStart: period.start)
    self.init(
      at: isAwaited ? period.start : next, amount: price.plan.refill.amount,
      status: isAwaited ? .refilling : .scheduled)
  }
}

extension SubscriptionTrace {
  /// Whether a period was begun, and its payment asked for, while the subscription was paused.
  fileprivate func isPaused(throughStart start: Instant) -> Bool {
    snapshots.contains { $0.subscription.isPaused && $0.subscription.periodStart == start }
      && snapshots.last { $0.at < start }?.subscription.isPaused ?? false
  }
}

extension AccountState.Refill {
  /// What a change that is scheduled until then makes of it.
  fileprivate func changed(by change: AccountState.ScheduledChange?, _ catalog: Catalog) -> AccountState.Refill {
    guard let change, change.at <= at, let plan = catalog.plan(change.plan) else { return self }
    return .init(at: at, amount: plan.refill.amount, status: status)
  }
}

extension PriceBook {
  /// The plan that a phase leads to: by its price, else, where nobody has told whose price that is, by our own
  /// metadata. It is shown, and grants nothing.
  fileprivate func plan(of phase: SubscriptionSchedule.Phase) -> PlanPrice? {
    if let known = phase.prices.lazy.compactMap(plan).first { return known }
    guard let key = Metadata.value(Metadata.plan, in: phase.metadata),
      let interval = Metadata.value(Metadata.interval, in: phase.metadata).flatMap(BillingInterval.init)
    else { return nil }
    return catalog.plan(key)?.price(interval)
  }
}

extension Standing {
  fileprivate var price: PlanPrice? {
    switch kind {
    case .plan(let price), .pastDue(let price), .paused(let price, _): price
    case .free, .pending: nil
    }
  }

  fileprivate var pausedUntil: Instant? {
    if case .paused(_, let until) = kind { until } else { nil }
  }
}

extension AccountState.ScheduledChange {
  /// The change that a schedule at the provider will make: the first phase to come whose plan is another.
  fileprivate init?(_ history: History, _ trace: SubscriptionTrace?, at moment: Instant) {
    guard let trace, let schedule = history.schedule(of: trace.id) else { return nil }
    let current = trace.latest.flatMap { history.prices.plan(of: $0) }
    for phase in schedule.phases {
      guard let start = phase.startDate, start > moment,
        let next = history.prices.plan(of: phase),
        next != current
      else { continue }
      self.init(plan: next.plan.key, interval: next.interval.rawValue, at: start)
      return
    }
    return nil
  }
}

extension History {
  /// The schedule that stands for a subscription, by its last telling; nil once it was released, canceled or done, or
  /// once the subscription itself says that it has none.
  fileprivate func schedule(of subscription: String) -> SubscriptionSchedule? {
    let told = told.schedules.compactMap { ScheduleTelling($0, of: subscription) }
    guard let latest = told.max(by: ScheduleTelling.inOrder) else { return nil }
    let isDone = told.contains { $0.schedule.id == latest.schedule.id && $0.schedule.isDone }
    guard !isDone else { return nil }
    let since = subscriptions.trace(subscription)?.snapshots.last { $0.at > latest.at }
    return since != nil && since?.subscription.schedule == nil ? nil : latest.schedule
  }

  /// What the provider told that shows in an account's state as it is; read once, for a state is asked for with every
  /// spend.
  struct Told {
    /// The customer that the account pays as: the last one that its facts name.
    let customer: String?
    /// Every checkout with what it came to, in the order of their ids.
    let checkouts: [AccountState.Checkout]
    fileprivate let schedules: [Fact]

    init(_ facts: [Fact]) {
      customer = facts.last { $0.links.customer != nil }?.links.customer
      schedules = facts.filter { if case .scheduleSeen = $0.body { true } else { false } }
      var results: [String: CheckoutResult] = [:]
      for fact in facts {
        guard let (id, told) = fact.checkoutResult else { continue }
        results[id] = [results[id], told].compactMap { $0 }.max { $0.rank < $1.rank }
      }
      checkouts = results.sorted { $0.key < $1.key }.map { AccountState.Checkout(id: $0.key, result: $0.value) }
    }
  }
}

/// What one event said of a subscription's schedule.
private struct ScheduleTelling {
  let at: Instant
  let schedule: SubscriptionSchedule
  private let isCreation: Bool

  init?(_ fact: Fact, of subscription: String) {
    guard case .scheduleSeen(let seen) = fact.body,
      seen.subscription == subscription || seen.releasedSubscription == subscription
    else { return nil }
    at = fact.occurredAt
    schedule = seen
    isCreation = fact.type == "subscription_schedule.created"
  }

  /// A schedule is made and then filled, often within one second: of two tellings of that second the creation is the
  /// earlier, and then the one with fewer phases.
  static func inOrder(_ one: ScheduleTelling, _ other: ScheduleTelling) -> Bool {
    (one.at, one.isCreation ? 0 : 1, one.schedule.phases.count)
      < (other.at, other.isCreation ? 0 : 1, other.schedule.phases.count)
  }
}

extension SubscriptionSchedule {
  fileprivate var isDone: Bool { ["released", "canceled", "completed"].contains(status ?? "") }
}

extension Fact {
  fileprivate var checkoutResult: (String, CheckoutResult)? {
    switch body {
    case .checkoutCompleted(let session): (session.id, session.isPaid ? .succeeded : .processing)
    case .checkoutPaidLater(let session): (session.id, .succeeded)
    case .checkoutFailed(let session): (session.id, .failed)
    case .checkoutExpired(let session): (session.id, .canceled)
    default: nil
    }
  }
}

extension CheckoutResult {
  /// What wins where tellings differ: a completion always wins over an expiry that was told as well.
  fileprivate var rank: Int {
    switch self {
    case .canceled: 0
    case .processing: 1
    case .failed: 2
    case .succeeded: 3
    }
  }
}
