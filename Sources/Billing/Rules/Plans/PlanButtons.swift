/// Which button each plan has for an account. Rules section 5.
struct PlanButtons {
  /// The plan that the account has, as it is billed; nil on the free plan.
  let current: PlanPrice?
  private let catalog: Catalog
  private let messages: MessageCatalog
  private let pausedUntil: Instant?
  private let isPaused: Bool
  private let next: Next?

  /// What the current plan will give way to.
  private struct Next {
    let plan: Plan
    /// Nil for the free plan, which has none.
    let interval: BillingInterval?
    let at: Instant
  }

  init(account: Account, messages: MessageCatalog) {
    let state = account.state
    catalog = account.catalog
    self.messages = messages
    current = account.subscribedPrice
    isPaused = state.status == "paused"
    pausedUntil = state.pausedUntil
    if let change = state.scheduledChange, let plan = account.catalog.plan(change.plan) {
      next = Next(plan: plan, interval: change.interval.flatMap(BillingInterval.init), at: change.at)
    } else if let end = state.cancelAt, current != nil, end > account.moment, let free = account.catalog.freePlan {
      next = Next(plan: free, interval: nil, at: end)
    } else {
      next = nil
    }
  }

  func button(_ plan: Plan, _ interval: BillingInterval) -> PlanButton {
    let interval = plan.isFree ? nil : interval
    if isCurrent(plan, interval) { return isPaused ? resume : currentButton }
    if let next, next.plan.key == plan.key, next.interval == interval { return scheduled(next) }
    let choice = PlanMove(from: current, to: plan, interval)
    return PlanButton(
      state: choice.state, label: messages.text(choice.label), date: nil, dateText: nil, undo: nil,
      confirmation: confirmation(choice, plan), isIrreversible: current?.plan.isLegacy ?? false)
  }

  private func isCurrent(_ plan: Plan, _ interval: BillingInterval?) -> Bool {
    guard let current else { return plan.isFree }
    return current.plan.key == plan.key && current.interval == interval
  }

  private var resume: PlanButton {
    PlanButton(
      state: .resume, label: messages.text(.planResumeNow), date: pausedUntil,
      dateText: pausedUntil.map { messages.text(.planPausedUntil, ["date": messages.date($0)]) }, undo: nil,
      confirmation: .none, isIrreversible: false)
  }

  private var currentButton: PlanButton {
    let undo = next.map { next -> Message in
      PlanMove(from: current, to: next.plan, next.interval).isUpwards ? .planCancelUpgrade : .planCancelDowngrade
    }
    return PlanButton(
      state: .current, label: messages.text(.planCurrent), date: nil, dateText: nil,
      undo: undo.map { messages.text($0) },
      confirmation: .none, isIrreversible: false)
  }

  private func scheduled(_ next: Next) -> PlanButton {
    let text = messages.text(.planStartAt, ["date": messages.date(next.at)])
    return PlanButton(
      state: .scheduled, label: text, date: next.at, dateText: text, undo: nil, confirmation: .none,
      isIrreversible: false)
  }

  private func confirmation(_ move: PlanMove, _ plan: Plan) -> PlanButton.Confirmation {
    guard let current else { return .none }
    let lost = catalog.lost(from: current.plan, to: plan)
    if move.timing == .now { return .confirm }
    let title = messages.text(move.state == .downgrade ? .confirmDowngradeTitle : .planChange)
    return .notice(title: title, lost: lost)
  }
}

/// A step from one plan to another: which way it goes, and when it takes effect. Rules sections 5, 6.2 and 6.3.
///
/// The tier decides; within a tier the interval does.
struct PlanMove: Equatable {
  enum Timing: Equatable {
    /// By a checkout: there is no subscription yet.
    case checkout
    case now
    case atPeriodEnd
  }

  let state: PlanButton.State
  let timing: Timing

  /// - Parameter current: nil from the free plan.
  init(from current: PlanPrice?, to plan: Plan, _ interval: BillingInterval?) {
    guard let current else {
      (state, timing) = (.upgrade, .checkout)
      return
    }
    if plan.isFree || plan.tier < current.plan.tier {
      (state, timing) = (.downgrade, .atPeriodEnd)
    } else if plan.tier > current.plan.tier {
      (state, timing) = (.upgrade, .now)
    } else {
      (state, timing) = (.change, current.interval == .year && interval == .month ? .atPeriodEnd : .now)
    }
  }

  var isUpwards: Bool { state != .downgrade }

  var label: Message {
    switch state {
    case .downgrade: .planDowngrade
    case .change: .planChange
    default: .planUpgrade
    }
  }
}
