/// The rest of a plan's time that an invoice pays back, and sells nothing for: canceled, or paused, with what was not
/// used credited to the customer's balance. Rules section 6.2: credits follow money.
struct ReturnedTime {
  let subscription: String
  let price: PlanPrice
  let at: Instant

  /// Nil for an invoice that buys a plan's time as well: that is a change.
  init?(_ invoice: Invoice, _ prices: PriceBook) {
    guard let subscription = invoice.subscription, invoice.billingReason != "manual",
      invoice.lines.count <= PlanLine.countMax
    else { return nil }
    let ofPlans = invoice.lines.filter { prices.plan($0.reference) != nil }
    guard !ofPlans.isEmpty, ofPlans.allSatisfy(\.credit) else { return nil }
    guard let line = PlanLine.all(invoice, prices).max(by: { $0.start < $1.start }) else { return nil }
    (self.subscription, price, at) = (subscription, line.price, line.start)
  }
}

extension PaidPeriods {
  /// The period that pays back ends. What its refill had for the rest is not granted by the next payment again.
  mutating func giveBack(_ time: ReturnedTime) {
    guard
      let index = periods.lastIndex(where: {
        $0.subscription == time.subscription && $0.start <= time.at && time.at < $0.end
      })
    else { return }
    periods[index].excess = periods[index].grantsLater ? periods[index].paidBack(time.price.plan, at: time.at) : 0
    periods[index].excessUntil = .latest
    periods[index].excessAbove = 0
    periods[index].end = time.at
  }

  /// The period that one with none running follows on: its subscription's last, or that of a subscription whose time
  /// was paid back.
  func before(_ candidate: Candidate) -> PaidPeriod? {
    periods.last { $0.subscription == candidate.trace.id } ?? periods.last.flatMap { $0.excessIsMoney ? $0 : nil }
  }

  /// Sets what was paid back against what a refill has beyond `above`: to go up with a new period is no way round it.
  func setOff(_ refill: inout Credits, _ excess: inout Credits, above: Credits) {
    let taken = min(max(0, refill - above), excess)
    refill -= taken
    excess -= taken
  }
}
