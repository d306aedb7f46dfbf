/// A stretch of a plan that an invoice paid for. Rules sections 3.1, 3.2 and 6.2.
struct PaidPeriod {
  let invoice: String
  let subscription: String
  /// The event that told the payment first.
  let event: String
  let price: PlanPrice
  let start: Instant
  /// From where its refills are counted: its start, or the one of a period before whose count it goes on with.
  let anchor: Instant
  /// Cut short where a later period or a refund takes over.
  var end: Instant
  /// When all that was paid for it had been returned.
  var refundedAt: Instant?
  let paid: Money?
  /// When its invoice was paid, and when that was told.
  let paidAt: Instant
  let toldAt: Instant
  /// When its first credits count: the period's start, or the payment if that came before.
  let effectiveAt: Instant
  /// What its first refill grants. The plan's amount; less after a change that began a new period; nothing where an
  /// invoice of nothing grants nothing.
  var firstAmount: Credits
  /// Whether the refills after the first are granted too.
  var grantsLater: Bool
  /// Refills after the first are granted from here on.
  var laterFrom: Instant
  /// Changes within the period, in order.
  var changes: [Change] = []
  /// Credits that a change downwards left too many: no later change grants them again while their cycle runs, or at
  /// all, where money was paid back for them.
  var excess: Credits = 0
  var excessUntil = Instant(clamping: 0)

  struct Change {
    let invoice: String
    let event: String
    let at: Instant
    let from: PlanPrice
    let to: PlanPrice
    var amount: Credits
    let paid: Money?
    /// When its invoice was paid, and when that was told.
    let paidAt: Instant
    let toldAt: Instant
    /// When all that was paid for it had been returned: from then on it counts no more.
    var returnedAt: Instant?

    /// Whether money was paid for as much or more than there was before.
    var isPaidUp: Bool { returnedAt == nil && (paid?.amount ?? 0) > 0 && to.plan.tier >= from.plan.tier }

    func holds(at moment: Instant) -> Bool { at <= moment && (returnedAt.map { moment < $0 } ?? true) }
  }
}

extension PaidPeriod {
  var plan: PlanPrice { changes.last?.to ?? price }

  func plan(at moment: Instant) -> PlanPrice { changes.last { $0.holds(at: moment) }?.to ?? price }

  /// What had been paid for by `moment`; nil where its own payment was still owed.
  func paidPlan(at moment: Instant) -> PlanPrice? {
    guard paidAt <= moment else { return nil }
    return changes.last { $0.holds(at: moment) && $0.paidAt <= moment }?.to ?? price
  }

  var calendar: RefillCalendar { RefillCalendar(anchor: anchor, unit: price.plan.refill.unit) }

  /// Whether a refill lasts for longer than what is paid for at a time: a year's, where the plan is billed monthly.
  var outlasts: Bool { price.refillOutlastsInterval }

  /// How many refills the period holds at the most.
  private var refillsMax: Int64 {
    switch price.plan.refill.unit {
    case .day: .max
    case .month: price.interval.months
    // The year may end within a month that is paid for.
    case .year: outlasts ? .max : 1
    }
  }

  /// Whether it has refills by the day.
  var refillsDaily: Bool { grantsLater && price.plan.refill.unit == .day }

  func isRunning(at moment: Instant) -> Bool { start <= moment && moment < end }

  /// The refills of its calendar that are its own but for the first, which is granted by its payment.
  var laterRefills: Range<Int64> {
    let first = max(1, calendar.due(through: start))
    guard grantsLater else { return first..<first }
    let next = max(1, calendar.due(through: laterFrom))
    let (end, overflow) = first.addingReportingOverflow(refillsMax - 1)
    return next..<max(next, overflow ? .max : end)
  }

  /// The credits for which a change at `moment` from `plan` to a period of its own pays the money back.
  func paidBack(_ plan: Plan, at moment: Instant) -> Credits {
    PlanChange.unused(plan, at: moment, cycle: cycle(at: moment, end: end)) + excess(at: moment)
  }

  /// What a change at `moment` to a plan that refills on another unit grants: the part of that plan's own cycle that is
  /// still to run.
  func part(of plan: Plan, at moment: Instant, end: Instant) -> Credits {
    // A day's refill comes with the next day.
    guard plan.refill.unit != .day else { return 0 }
    let cycle = RefillCalendar(anchor: anchor, unit: plan.refill.unit).cycle(at: moment)
    return PlanChange.unused(plan, at: moment, cycle: cycle.lowerBound..<min(cycle.upperBound, end))
  }

  /// Takes out what is left of it from the first change on that is paid for after `moment`, as a period of its own that
  /// goes on with the count of refills; nil where there is none.
  mutating func takeRest(boughtAfter moment: Instant) -> PaidPeriod? {
    guard let index = changes.firstIndex(where: { $0.at >= moment && $0.isPaidUp }) else { return nil }
    let change = changes[index]
    var rest = PaidPeriod(
      invoice: change.invoice, subscription: subscription, event: change.event, price: change.to, start: change.at,
      anchor: anchor, end: end, paid: change.paid, paidAt: change.paidAt, toldAt: change.toldAt,
      effectiveAt: change.at, firstAmount: change.amount, grantsLater: grantsLater, laterFrom: change.at)
    rest.changes = Array(changes[(index + 1)...])
    changes.removeSubrange(index...)
    return rest
  }

  func excess(at moment: Instant) -> Credits { moment < excessUntil ? excess : 0 }

  /// Whether the plan was left for a lower one within it, with money paid back, and it ends with a dearer one.
  var wentDownAndUp: Bool {
    guard excessUntil == .latest, let down = changes.firstIndex(where: { $0.to.plan.tier < $0.from.plan.tier }) else {
      return false
    }
    return changes[down...].contains { $0.to.plan.tier < plan.plan.tier }
  }

  /// Until when what is too many at `moment` is kept; `moment` where nothing is.
  func excessEnd(at moment: Instant) -> Instant { excess(at: moment) > 0 ? excessUntil : moment }

  /// The refill cycle that `moment` falls in.
  func cycle(at moment: Instant, end: Instant) -> Range<Instant> {
    guard refillsMax > 1 else { return anchor..<max(end, anchor.adding(seconds: 1)) }
    return calendar.cycle(at: moment)
  }
}

extension PlanPrice {
  /// Whether it is billed by the month and refills by the year.
  var refillOutlastsInterval: Bool { plan.refill.unit == .year && interval == .month }
}
