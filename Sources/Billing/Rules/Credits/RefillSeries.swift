/// Refills that come due by the calendar alone, until something ends them. Rules sections 3.1 to 3.4.
///
/// They need no timer: how many have come due is computed when somebody asks, and once the cap is reached the rest is
/// skipped in one step, however long nobody looked.
struct RefillSeries {
  let calendar: RefillCalendar
  /// The index of the next refill that has not been counted.
  private(set) var next: Int64
  /// The first index beyond the series.
  let count: Int64
  let end: Instant
  let origin: String
  let cause: String
  let event: String?
  let suspended: [Range<Instant>]
  /// The plan whose terms hold from each moment on.
  let terms: [(from: Instant, plan: Plan, name: String)]

  /// When the next refill comes due, or nil when the series is over.
  var nextMoment: Instant? {
    guard next < count else { return nil }
    let moment = calendar.moment(next)
    return moment < end ? moment : nil
  }

  /// The next refill that will be granted after now, past all suspensions; for what people are shown.
  var upcoming: (at: Instant, amount: Credits)? {
    var index = next
    while index < count {
      let moment = calendar.moment(index)
      guard moment < end else { return nil }
      guard let hold = suspended.first(where: { $0.contains(moment) }) else {
        return (moment, plan(at: moment).refill.amount)
      }
      guard hold.upperBound < .latest else { return nil }
      index = max(index + 1, calendar.due(through: hold.upperBound.adding(seconds: -1)))
    }
    return nil
  }

  private func plan(at moment: Instant) -> Plan { (terms.last { $0.from <= moment } ?? terms[0]).plan }

  /// The next refill as a step, or nil where it is suspended; and moves on.
  mutating func takeNext() -> Step? {
    let (index, moment) = (next, calendar.moment(next))
    next += 1
    guard !suspended.contains(where: { $0.contains(moment) }) else { return nil }
    guard let term = terms.last(where: { $0.from <= moment }) ?? terms.first else { return nil }
    return Step(
      at: moment, rank: .grant,
      reason: .init(
        cause: "\(cause):\(index)", at: moment, event: event,
        note: .refill(plan: term.name, of: moment)),
      action: .refill(term.plan.refill.amount, cap: term.plan.cap, origin: origin))
  }

  /// All refills due through `moment` as one step, for whoever wants the sum alone; nil where they are not all alike.
  mutating func takeAll(through moment: Instant) -> Step? {
    guard let first = nextMoment, first <= moment else { return nil }
    let stretch = first...moment
    guard !suspended.contains(where: { $0.overlaps(stretch) }),
      !terms.contains(where: { $0.from > first && $0.from <= moment }),
      let term = terms.last(where: { $0.from <= first }) ?? terms.first
    else { return nil }
    let last = min(count, calendar.due(through: min(moment, end.adding(seconds: -1))))
    let (sum, overflow) = term.plan.refill.amount.multipliedReportingOverflow(by: max(0, last - next))
    defer { next = max(next + 1, last) }
    return Step(
      at: first, rank: .grant,
      reason: .init(
        cause: "\(cause):\(next)", at: first, event: event, note: .refill(plan: term.name, of: first)),
      action: .refill(overflow ? .max : sum, cap: term.plan.cap, origin: origin))
  }

  /// Whether the next refill would add nothing, so that all until `moment` may be skipped at once.
  func isFull(_ planCredits: Credits) -> Bool {
    guard let moment = nextMoment else { return true }
    return planCredits >= plan(at: moment).cap
  }

  /// Passes over the refills due through `moment`, or through the next change of terms if that is sooner.
  mutating func skip(through moment: Instant) {
    let changesAt = nextMoment.flatMap { due in terms.map(\.from).filter { $0 > due }.min() }
    let limit = changesAt.map { min($0.adding(seconds: -1), moment) } ?? moment
    next = max(next + 1, min(count, calendar.due(through: limit)))
  }
}

extension RefillSeries {
  /// The daily refills of the free plan, for each stretch that the account was on it.
  ///
  /// - Parameter plans: the free plan on the terms that held from each moment on.
  static func free(_ standings: Standings, _ plans: [(from: Instant, plan: Plan)]) -> [RefillSeries] {
    guard let unit = plans.first?.plan.refill.unit else { return [] }
    var merged: [Standing] = []
    for standing in standings.all where standing.isFree {
      if let last = merged.last, last.end == standing.start {
        merged[merged.count - 1].end = standing.end
      } else {
        merged.append(standing)
      }
    }
    return merged.map { standing in
      RefillSeries(
        calendar: RefillCalendar(anchor: standing.start, unit: unit), next: 0, count: .max,
        end: standing.end, origin: "free", cause: "refill:free:\(standing.start.seconds)", event: nil, suspended: [],
        terms: plans.map { (from: $0.from, plan: $0.plan, name: $0.plan.name) })
    }
  }

  /// The refills of a paid period after its first.
  static func later(_ period: PaidPeriod, end: Instant, _ suspended: [Range<Instant>]) -> RefillSeries {
    let moments = [period.start] + period.changes.flatMap { [$0.at] + ($0.returnedAt.map { [$0] } ?? []) }.sorted()
    let refills = period.laterRefills
    return RefillSeries(
      calendar: period.calendar, next: refills.lowerBound, count: refills.upperBound, end: min(end, period.end),
      origin: period.invoice, cause: "refill:\(period.invoice)", event: period.event, suspended: suspended,
      terms: moments.map { moment in
        let price = period.plan(at: moment)
        return (from: moment, plan: price.plan, name: price.name)
      })
  }
}
