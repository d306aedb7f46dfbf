import TestSupport
import Testing

@testable import Billing

/// A subscriber who changes plans at will, invoiced as the provider does: at once, with proration.
private struct Subscriber {
  struct Period {
    let start: Instant
    var end: Instant
  }

  var builder = FactBuilder()
  /// Every period that was paid for; one that a change of interval cut short ends there.
  private(set) var periods: [Period] = []
  private(set) var plan: Plan
  private(set) var interval: BillingInterval
  private var periodEnd: Instant
  private(set) var changes: Int64 = 0
  private var invoices = 0

  init(_ plan: Plan, _ interval: BillingInterval) {
    (self.plan, self.interval) = (plan, interval)
    periodEnd = newYear.adding(months: interval.months)
    periods = [Period(start: newYear, end: periodEnd)]
    builder.touch(newYear)
    builder.subscribe("\(plan.key)_\(interval.rawValue)", newYear)
  }

  private var key: String { "\(plan.key)_\(interval.rawValue)" }

  /// Renews until `moment` lies in the running period.
  mutating func pass(to moment: Instant) {
    while periodEnd <= moment {
      let start = periodEnd
      periodEnd = start.adding(months: interval.months)
      periods.append(Period(start: start, end: periodEnd))
      invoices += 1
      builder.invoice("in_n\(invoices)", key, start, from: start, to: periodEnd, paid: 1500)
    }
  }

  mutating func change(to next: Plan, _ nextInterval: BillingInterval, at moment: Instant) {
    pass(to: moment)
    guard next.key != plan.key || nextInterval != interval, let running = periods.last, moment > running.start
    else { return }
    let (old, oldEnd) = (key, periodEnd)
    let isSamePeriod = nextInterval == interval
    (plan, interval) = (next, nextInterval)
    changes += 1
    invoices += 1
    if !isSamePeriod {
      periods[periods.count - 1].end = moment
      periodEnd = moment.adding(months: interval.months)
      periods.append(Period(start: moment, end: periodEnd))
    }
    builder.invoice(
      "in_c\(invoices)", key, moment, from: moment, to: periodEnd, paid: 700, reason: "subscription_update",
      paysBack: old, oldEnd: oldEnd, isProration: isSamePeriod)
  }
}

@Suite("Nobody farms credits by changing plans")
struct FarmingProperties {
  /// What the dearest plan would have brought over the refill cycles that were paid for: one that a change of interval
  /// cut short counts by the part that had run, the one that runs at `now` whole. A change may round by one credit.
  private func bound(_ dearest: Plan, _ subscriber: Subscriber, at now: Instant) -> Credits {
    let cycles = subscriber.periods.reduce(0.0) { sum, period in
      let calendar = RefillCalendar(anchor: period.start, unit: .month)
      guard period.end <= now else { return sum + Double(calendar.due(through: now)) }
      let begun = calendar.due(through: period.end.adding(seconds: -1))
      let (from, to) = (calendar.moment(begun - 1), calendar.moment(begun))
      return sum + Double(begun - 1) + Double(period.end.since(from)) / Double(to.since(from))
    }
    return Credits(Double(dearest.refill.amount) * cycles) + subscriber.changes + 1
  }

  @Test("No sequence of changes yields more credits than the dearest plan paid for in that time: 10,000 seeds")
  func farming() throws {
    let plans = Example.plans.filter { !$0.isFree }.map { plan in
      // Without caps, so that nothing hides a grant that is too much.
      Plan(
        key: plan.key, name: plan.name, tier: plan.tier, refill: plan.refill, cap: 1_000_000_000, prices: plan.prices)
    }
    let open = try Catalog(
      plans: Example.plans.filter(\.isFree) + plans, packages: [],
      features: Example.features)
    for seed in UInt64(0)..<10_000 {
      var random = SplitMix(seed: seed)
      var subscriber = Subscriber(random.pick(plans), random.pick([.month, .month, .year]))
      var used = [subscriber.plan]
      var now = newYear
      for _ in 0..<random.pick(1...9) {
        now = now.adding(seconds: random.happens(30) ? random.pick(1...7200) : random.pick(1...(25 * oneDay)))
        subscriber.change(to: random.pick(plans), random.pick([.month, .month, .year]), at: now)
        used.append(subscriber.plan)
      }
      subscriber.pass(to: now)
      let granted = try Account(subscriber.builder.facts, catalog: open, at: now).course.wallet.planCredits
      let dearest = used.max { $0.refill.amount < $1.refill.amount } ?? plans[0]
      let most = bound(dearest, subscriber, at: now)
      #expect(granted <= most, "seed \(seed): \(granted) credits, at most \(most)")
    }
  }
}
