/// The periods that an account's invoices paid for, and what became of each invoice.
struct PaidPeriods {
  private(set) var periods: [PaidPeriod] = []
  private(set) var outcomes: [String: Outcome] = [:]

  /// A debit line of a paid invoice that buys a plan.
  struct Candidate {
    let fact: Fact
    let invoice: Invoice
    let trace: SubscriptionTrace
    let price: PlanPrice
    let start: Instant
    let end: Instant
    let isProration: Bool
    /// The plan whose unused time the invoice pays back from the same moment on, and until when it would have run.
    let paidBack: (price: PlanPrice, end: Instant)?
    /// Not before another subscription has ended.
    var countsFrom = Instant(clamping: 0)

    var paysBack: Bool { paidBack != nil }
    var paidAt: Instant { invoice.paidAt ?? fact.occurredAt }

    /// Whether a part of a period is charged that has this plan already.
    func isBought(by period: PaidPeriod) -> Bool {
      isProration && !paysBack && end < period.end && price.plan.key == period.plan.plan.key
        && price.interval == period.plan.interval
    }

    func counting(from moment: Instant) -> Candidate {
      var copy = self
      copy.countsFrom = moment
      return copy
    }
  }

  init(_ facts: [Fact], _ prices: PriceBook, _ subscriptions: Subscriptions, _ policies: Policies) {
    var told: Set<String> = []
    var candidates: [Candidate] = []
    for fact in facts {
      guard case .invoicePaid(let invoice) = fact.body else { continue }
      guard told.insert(invoice.id).inserted else { continue }
      candidates += read(fact, invoice, prices, subscriptions)
    }
    candidates.sort { ($0.start, $0.fact.occurredAt, $0.invoice.id) < ($1.start, $1.fact.occurredAt, $1.invoice.id) }
    for candidate in candidates { add(candidate, policies) }
    shareOutcomes(facts)
  }

  /// Tellings of one invoice after the first share what became of it.
  private mutating func shareOutcomes(_ facts: [Fact]) {
    var first: [String: String] = [:]
    for fact in facts {
      guard case .invoicePaid(let invoice) = fact.body else { continue }
      if let earlier = first[invoice.id] {
        outcomes[fact.event] = outcomes[earlier]
      } else {
        first[invoice.id] = fact.event
      }
    }
  }

  private mutating func read(
    _ fact: Fact, _ invoice: Invoice, _ prices: PriceBook, _ subscriptions: Subscriptions
  ) -> [Candidate] {
    if let outcome = Self.outcomeOfItself(invoice, prices, subscriptions) {
      outcomes[fact.event] = outcome
      return []
    }
    guard let id = invoice.subscription, let trace = subscriptions.trace(id) else {
      outcomes[fact.event] = .ignored("no line of the invoice has a price of the catalogue")
      return []
    }
    let lines = Self.debits(fact, invoice, trace, prices)
    if let outcome = Self.outcomeWithoutPeriods(lines, invoice, prices) {
      outcomes[fact.event] = outcome
      return []
    }
    guard let from = subscriptions.countsFrom(id), lines.contains(where: { $0.end > from }) else {
      outcomes[fact.event] = .quarantined("a payment for a second subscription of the account: refund or cancel one")
      return []
    }
    if trace.isOver, let end = trace.endsAt, (invoice.paidAt ?? fact.occurredAt) > end {
      outcomes[fact.event] = .quarantined(
        "paid after the subscription had ended: nothing is granted; refund it or make it good")
      return []
    }
    outcomes[fact.event] = .applied
    return lines.filter { $0.end > from }.map { $0.counting(from: from) }
  }

  /// What becomes of an invoice by what it says of itself; nil where its lines say what it buys.
  private static func outcomeOfItself(
    _ invoice: Invoice, _ prices: PriceBook, _ subscriptions: Subscriptions
  ) -> Outcome? {
    if invoice.lines.count > PlanLine.countMax {
      return .quarantined("it has more than \(PlanLine.countMax) lines: grant what is due by hand")
    }
    if invoice.billingReason == "manual" { return byHand(invoice, prices, subscriptions) }
    guard invoice.subscription != nil else { return .ignored("the invoice is of no subscription") }
    return nil
  }

  /// What becomes of an invoice whose lines bring no period that could be granted; nil for any other.
  private static func outcomeWithoutPeriods(
    _ lines: [Candidate], _ invoice: Invoice, _ prices: PriceBook
  ) -> Outcome? {
    if PlanLine.lacksPeriod(invoice, prices) {
      return .quarantined("a line of a plan does not say for which time: grant what is due by hand")
    }
    // The plan's own line is the last of them.
    if invoice.hasMoreLines, lines.allSatisfy(\.isProration) {
      return .quarantined("not all lines of the invoice were sent: grant what is due by hand")
    }
    guard !lines.isEmpty else {
      // What it bought, it also paid back.
      if invoice.lines.contains(where: { prices.plan($0.reference) != nil }) { return .applied }
      return .ignored("no line of the invoice has a price of the catalogue")
    }
    if let currency = invoice.currency, let other = lines.first(where: { $0.price.terms.money.currency != currency }) {
      return .quarantined(
        "paid in \(currency.uppercased()), and \(other.price.name) is sold in "
          + "\(other.price.terms.money.currency.uppercased()): grant what is due by hand, or refund it")
    }
    return nil
  }

  /// An invoice that somebody made grants nothing; one that sells a change of a plan of ours is for a person.
  private static func byHand(_ invoice: Invoice, _ prices: PriceBook, _ subscriptions: Subscriptions) -> Outcome {
    let isOurs = invoice.subscription.flatMap(subscriptions.trace) != nil && (invoice.total ?? 1) > 0
    guard isOurs, PlanLine.all(invoice, prices).contains(where: { $0.isProration && !$0.isCredit }) else {
      return .ignored("an invoice made by hand grants nothing")
    }
    return .quarantined("an invoice made by hand that pays for a change of plan: grant what is due by hand")
  }

  private static func debits(
    _ fact: Fact, _ invoice: Invoice, _ trace: SubscriptionTrace, _ prices: PriceBook
  ) -> [Candidate] {
    let lines = PlanLine.all(invoice, prices)
    let all = lines.filter { !$0.isCredit }.map { line in
      Candidate(
        fact: fact, invoice: invoice, trace: trace, price: line.price.asOf(line.start), start: line.start,
        end: line.end,
        isProration: line.isProration, paidBack: PlanLine.paidBack(lines, from: line.start))
    }
    // One plan a period: of several lines from the same moment on the dearest tier counts.
    let whole = Dictionary(grouping: all.filter { !$0.isProration }, by: \.start).values
    return all.filter(\.isProration) + whole.compactMap { $0.max { $0.price.plan.tier < $1.price.plan.tier } }
  }

  private mutating func add(_ candidate: Candidate, _ policies: Policies) {
    if running(candidate) == nil, let paidBack = candidate.paidBack { beginUnseen(candidate, paidBack) }
    guard let running = running(candidate) else {
      guard !candidate.isProration || !candidate.invoice.paysBackMoney else {
        outcomes[candidate.fact.event] = .quarantined(
          "a change from a plan that nothing tells of: grant what is due by hand")
        return
      }
      return begin(candidate, after: nil, policies)
    }
    // Time that was paid for, given back and bought again, as for a cancellation that is moved: it has its refill.
    guard !candidate.isBought(by: periods[running]) else { return }
    if isChange(candidate, within: periods[running]) {
      change(candidate, running, policies)
    } else {
      begin(candidate, after: running, policies)
    }
  }

  private func running(_ candidate: Candidate) -> Int? {
    periods.lastIndex {
      $0.subscription == candidate.trace.id && $0.start <= candidate.start && candidate.start < $0.end
    }
  }

  /// The period that a change pays back but that no invoice told of, as for a subscriber who is older than this store.
  /// It grants nothing by itself.
  private mutating func beginUnseen(_ candidate: Candidate, _ paidBack: (price: PlanPrice, end: Instant)) {
    let start = paidBack.end.adding(months: -paidBack.price.interval.months)
    guard start <= candidate.start, candidate.start < paidBack.end else { return }
    periods.append(
      PaidPeriod(
        invoice: "before \(candidate.invoice.id)", subscription: candidate.trace.id, event: candidate.fact.event,
        price: paidBack.price, start: start, anchor: start, end: paidBack.end, paid: nil, paidAt: candidate.start,
        toldAt: candidate.fact.occurredAt,
        effectiveAt: candidate.start,
        firstAmount: 0, grantsLater: true, laterFrom: candidate.start))
  }

  /// A debit that ends where the running period ends, and takes the place of what it paid for, changes the plan within
  /// it; any other begins a period of its own.
  private func isChange(_ candidate: Candidate, within period: PaidPeriod) -> Bool {
    goesOn(candidate, period) && candidate.price.plan.refill.unit == period.price.plan.refill.unit
  }

  func goesOn(_ candidate: Candidate, _ period: PaidPeriod) -> Bool {
    candidate.price.interval == period.price.interval && candidate.invoice.id != period.invoice
      && candidate.end == period.end
      && (candidate.isProration || candidate.paysBack || candidate.invoice.billingReason == "subscription_update")
  }

  private mutating func change(_ candidate: Candidate, _ running: Int, _ policies: Policies) {
    let period = periods[running]
    // What was paid for is what is paid back: a change may have been undone without an invoice.
    let old = candidate.paidBack?.price ?? period.plan
    let cycle = period.cycle(at: candidate.start, end: period.end)
    var change = PlanChange(from: old.plan, to: candidate.price.plan, at: candidate.start, cycle: cycle)
    change.settle(excess: period.excess(at: candidate.start))
    periods[running].excess = takeBack(change.excess, of: candidate.invoice, running)
    // What the money was paid back for is set against later changes for good.
    periods[running].excessUntil =
      candidate.paysBack ? .latest : max(cycle.upperBound, period.excessEnd(at: candidate.start))
    let grants = Self.grants(candidate, policies)
    var amount = grants ? change.grant : 0
    if grants, !period.grantsLater {
      // The first that is paid for in a period of nothing: it is paid for as a whole.
      if candidate.paidBack == nil {
        amount = PlanChange.unused(candidate.price.plan, at: candidate.start, cycle: cycle)
      }
      periods[running].grantsLater = true
      periods[running].laterFrom = max(period.laterFrom, candidate.start)
    }
    periods[running].changes.append(
      PaidPeriod.Change(
        invoice: candidate.invoice.id, event: candidate.fact.event, at: candidate.start, from: old,
        to: candidate.price, amount: amount, paid: candidate.invoice.paid, paidAt: candidate.paidAt,
        toldAt: candidate.fact.occurredAt))
  }

  /// One invoice is one payment: what it pays back it does not also grant, up and down again within it. What is left of
  /// `excess`.
  private mutating func takeBack(_ excess: Credits, of invoice: Invoice, _ running: Int) -> Credits {
    var rest = excess
    for index in periods[running].changes.indices.reversed()
    where periods[running].changes[index].invoice == invoice.id {
      let taken = min(rest, periods[running].changes[index].amount)
      periods[running].changes[index].amount -= taken
      rest -= taken
    }
    return rest
  }

  private mutating func begin(_ candidate: Candidate, after running: Int?, _ policies: Policies) {
    let grants = Self.grants(candidate, policies)
    let refill = firstRefill(candidate, after: running)
    var (first, excess) = (grants ? refill.amount : 0, refill.excess)
    var excessEnd = candidate.start
    if let running {
      let before = periods[running]
      if isSetOff(candidate, before, refill) {
        let old = candidate.paidBack?.price ?? before.plan
        let paidBack = before.paidBack(old.plan, at: candidate.start)
        (first, excess) = (max(0, first - paidBack), excess + max(0, paidBack - first))
        excess = takeBack(excess, of: candidate.invoice, running)
      } else if !refill.isOfOneBefore {
        excess += before.excess(at: candidate.start)
      }
      excessEnd = max(
        before.excessEnd(at: candidate.start), before.cycle(at: candidate.start, end: before.end).upperBound)
      periods[running].end = candidate.start
    } else if let before = periods.last(where: { $0.subscription == candidate.trace.id }) {
      excess += refill.isOfOneBefore ? 0 : before.excess(at: candidate.start)
      excessEnd = before.excessEnd(at: candidate.start)
      // Up again just for the renewal: what was paid back till then is not granted anew.
      let paidBack = before.wentDownAndUp ? min(first, excess) : 0
      (first, excess) = (first - paidBack, excess - paidBack)
    }
    var period =
      PaidPeriod(
        invoice: candidate.invoice.id, subscription: candidate.trace.id, event: candidate.fact.event,
        price: candidate.price, start: candidate.start, anchor: refill.anchor, end: candidate.end,
        paid: candidate.invoice.paid, paidAt: candidate.paidAt,
        toldAt: candidate.fact.occurredAt,
        effectiveAt: max(min(candidate.start, candidate.fact.occurredAt), candidate.countsFrom), firstAmount: first,
        grantsLater: grants, laterFrom: max(candidate.start, candidate.countsFrom))
    period.excess = excess
    // As for a change within a period: what the money was paid back for is set against later changes for good.
    period.excessUntil =
      candidate.paysBack
      ? .latest : max(excessEnd, period.cycle(at: candidate.start, end: candidate.end).upperBound)
    periods.append(period)
  }

  /// Policy `grant_on_zero`: an invoice of nothing grants always, for trials only, or never. One that comes to nothing
  /// by what it pays back was paid for before.
  private static func grants(_ candidate: Candidate, _ policies: Policies) -> Bool {
    let invoice = candidate.invoice
    guard (invoice.total ?? 1) <= 0, (invoice.amountPaid ?? 0) <= 0,
      !candidate.paysBack || invoice.lineSum.map({ $0 > 0 }) ?? false
    else { return true }
    switch policies.grantOnZero {
    case .always: return true
    case .never: return false
    case .trial:
      return candidate.trace.snapshots.contains { seen in
        seen.subscription.trialEnd.map { candidate.start < $0 } ?? false
      }
    }
  }

  /// All that `invoice` paid was returned: the periods that it began end, where they still run at `moment`, and the
  /// changes that it paid for count no more. A change that is paid for later begins what is left of its period.
  mutating func refund(invoice: String, at moment: Instant) {
    for index in periods.indices {
      for change in periods[index].changes.indices where periods[index].changes[change].invoice == invoice {
        let at = max(periods[index].changes[change].at, moment)
        periods[index].changes[change].returnedAt = min(periods[index].changes[change].returnedAt ?? at, at)
      }
    }
    for index in periods.indices.reversed() where periods[index].invoice == invoice && periods[index].end > moment {
      if let rest = periods[index].takeRest(boughtAfter: moment) { periods.insert(rest, at: index + 1) }
      periods[index].refundedAt = max(periods[index].start, moment)
      periods[index].end = max(periods[index].start, moment)
    }
  }
}
