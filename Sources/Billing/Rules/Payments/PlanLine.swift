/// A line of an invoice that buys a plan for a time, or pays back the rest of one.
struct PlanLine {
  let price: PlanPrice
  let start: Instant
  let end: Instant
  let isCredit: Bool
  let isProration: Bool
  private let amount: Int64

  /// Lines of one invoice that are read; the provider takes no more items on one, and sends ten of them.
  static let countMax = 250

  /// What the invoice's lines of plans come to. One time may be charged in several lines, and what is bought and paid
  /// back from the same moment on is what is left of the money: of several changes within a second each but the last is
  /// undone by the next. What pays back nothing, of a plan that had cost nothing, is none.
  static func all(_ invoice: Invoice, _ prices: PriceBook) -> [PlanLine] {
    let told = invoice.lines.compactMap { PlanLine($0, prices) }
    var rest = told.filter { !$0.paysBackNothing(told) }
    var found: [PlanLine] = []
    while let first = rest.first {
      let same = rest.filter { $0.isSameTime(first) }
      rest.removeAll { $0.isSameTime(first) }
      if let net = net(same) { found.append(net) }
    }
    return found
  }

  /// Whether a line that buys a plan has no time that can be read.
  static func lacksPeriod(_ invoice: Invoice, _ prices: PriceBook) -> Bool {
    invoice.lines.contains {
      !$0.credit && ($0.periodStart == nil || $0.periodEnd == nil) && prices.plan($0.reference) != nil
    }
  }

  /// Lines of one plan and time as one; nil where they come to nothing.
  private static func net(_ lines: [PlanLine]) -> PlanLine? {
    let (credits, debits) = (lines.filter(\.isCredit), lines.filter { !$0.isCredit })
    guard let credit = credits.first else { return debits.first { !$0.isProration } ?? debits.first }
    guard let debit = debits.first else { return credit }
    // Exact: the sum of two in turn may leave 64 bits where the whole does not.
    let sum = lines.reduce(Int128(0)) { $0 + Int128($1.amount) }
    return sum == 0 ? nil : sum > 0 ? debit : credit
  }

  /// The plan whose unused time is paid back from `moment` on, and until when it would have run. Several changes may be
  /// settled by one invoice: each pays back what it leaves.
  static func paidBack(_ lines: [PlanLine], from moment: Instant) -> (price: PlanPrice, end: Instant)? {
    let credits = lines.filter(\.isCredit)
    guard let line = credits.filter({ $0.start <= moment }).max(by: { $0.start < $1.start }) ?? credits.first else {
      return nil
    }
    return (line.price.asOf(line.end.adding(months: -line.price.interval.months)), line.end)
  }

  private init?(_ line: Invoice.Line, _ prices: PriceBook) {
    guard let price = prices.plan(line.reference), let end = line.periodEnd else { return nil }
    guard let start = line.periodStart ?? (line.credit ? Instant(clamping: 0) : nil), line.credit || end > start else {
      return nil
    }
    (self.price, self.start, self.end) = (price, start, end)
    (isCredit, isProration) = (line.credit, line.proration)
    amount = line.amount ?? (line.credit ? -1 : 1)
  }

  /// Whether it stands for the unused time of a plan that had cost nothing: it says so, or as a proration of nothing
  /// stands beside what is paid for from the same moment on.
  private func paysBackNothing(_ others: [PlanLine]) -> Bool {
    guard amount == 0 else { return false }
    return isCredit || isProration && others.contains { $0.start == start && $0.amount > 0 && !$0.isOfSamePlan(self) }
  }

  private func isSameTime(_ other: PlanLine) -> Bool {
    start == other.start && end == other.end && isOfSamePlan(other)
  }

  private func isOfSamePlan(_ other: PlanLine) -> Bool {
    price.plan.key == other.price.plan.key && price.interval == other.price.interval
  }
}
