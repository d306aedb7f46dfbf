/// A stretch of a plan that an invoice paid for. Rules sections 3.1, 3.2 and 6.2.
struct PaidPeriod {
  let invoice: String
  let subscription: String
  /// The event that told the payment first.
  let event: String
  let price: PlanPrice
  let start: Instant
  /// Cut short where a later period or a refund takes over.
  var end: Instant
  /// When all that was paid for it had been returned.
  var refundedAt: Instant?
  let paid: Money?
  /// When its invoice was paid.
  let paidAt: Instant
  /// When its first credits count: the period's start, or the payment if that came before.
  let effectiveAt: Instant
  /// What its first refill grants. The plan's amount; less after a change that began a new period; nothing where an
  /// invoice of nothing grants nothing.
  var firstAmount: Credits
  /// Whether the refills after the first are granted too.
  var grantsLater: Bool
  /// Refills after the first are granted from here on.
  let laterFrom: Instant
  /// Changes within the period, in order.
  var changes: [Change] = []
  /// Credits that a change downwards left too many: no later change grants them again while their cycle runs.
  var excess: Credits = 0
  var excessUntil = Instant(clamping: 0)

  struct Change {
    let invoice: String
    let event: String
    let at: Instant
    let from: PlanPrice
    let to: PlanPrice
    let amount: Credits
    let paid: Money?
    /// When all that was paid for it had been returned: from then on it counts no more.
    var returnedAt: Instant?

    func holds(at moment: Instant) -> Bool { at <= moment && (returnedAt.map { moment < $0 } ?? true) }
  }
}

extension PaidPeriod {
  var plan: PlanPrice { changes.last?.to ?? price }

  func plan(at moment: Instant) -> PlanPrice { changes.last { $0.holds(at: moment) }?.to ?? price }

  var calendar: RefillCalendar { RefillCalendar(anchor: start, unit: price.plan.refill.unit) }

  /// How many refills the period holds at the most.
  var refills: Int64 {
    switch price.plan.refill.unit {
    case .day: .max
    case .month: price.interval.months
    case .year: 1
    }
  }

  /// The credits for which a change at `moment` to a period of its own pays the money back.
  func paidBack(at moment: Instant) -> Credits {
    PlanChange.unused(plan.plan, at: moment, cycle: cycle(at: moment, end: end)) + excess(at: moment)
  }

  func excess(at moment: Instant) -> Credits { moment < excessUntil ? excess : 0 }

  /// The refill cycle that `moment` falls in.
  func cycle(at moment: Instant, end: Instant) -> Range<Instant> {
    guard refills > 1 else { return start..<max(end, start.adding(seconds: 1)) }
    let index = max(0, calendar.due(through: moment) - 1)
    return calendar.moment(index)..<calendar.moment(index + 1)
  }
}
