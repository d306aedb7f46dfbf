/// Money that left again, by refund or by dispute, set against the purchase that it had paid for. Rules section 4.
struct Returns {
  /// A payment that brought credits.
  struct Purchase {
    /// What its lots are named by.
    let origin: String
    let payment: String
    /// All that it came to, by whatever way.
    let paid: Int64
    /// What of it a refund can return: what was not taken out of the customer's balance.
    let refundable: Int64
    let currency: String
    let at: Instant
    let name: String

    func money(_ amount: Int64) -> Money { Money(amount: amount, currency: currency) }
  }

  struct Full {
    let origin: String
    let at: Instant
  }

  /// What happens to the credits of the purchases, in no order yet.
  private(set) var steps: [Step] = []
  /// The purchases of which all that was paid has been returned.
  private(set) var full: [Full] = []
  private(set) var outcomes: [String: Outcome] = [:]
  private let forgiveness: Forgiveness

  init(
    _ facts: [Fact], _ periods: [PaidPeriod], _ packages: PackagePurchases, _ refunds: Refunds, _ disputes: Disputes,
    _ graph: PaymentGraph, _ forgiveness: Forgiveness
  ) {
    self.forgiveness = forgiveness
    guard facts.contains(where: \.returnsMoney) else { return }
    let purchases = Self.purchases(facts, periods, packages, graph)
    for purchase in purchases {
      refund(purchase, refunds.returned(purchase.payment))
      for disputed in disputes.cases(purchase.payment) { dispute(purchase, disputed) }
    }
    let known = Set(purchases.map(\.payment))
    let others = Self.otherPayments(facts, graph)
    for fact in facts where fact.returnsMoney {
      outcomes[fact.event] = outcome(fact, known, others, graph)
    }
  }

  private static func purchases(
    _ facts: [Fact], _ periods: [PaidPeriod], _ packages: PackagePurchases, _ graph: PaymentGraph
  ) -> [Purchase] {
    let granting = Set(periods.map(\.invoice)).union(periods.flatMap { $0.changes.map(\.invoice) })
    var told: Set<String> = []
    var purchases: [Purchase] = []
    for fact in facts {
      guard case .invoicePaid(let invoice) = fact.body, granting.contains(invoice.id), told.insert(invoice.id).inserted
      else { continue }
      purchases.append(
        Purchase(
          origin: invoice.id, payment: graph.payment(invoice.id), paid: invoice.returnable,
          refundable: invoice.paid?.amount ?? 0,
          currency: invoice.currency ?? "", at: fact.occurredAt, name: "invoice \(invoice.id)"))
    }
    return purchases
      + packages.purchases.map {
        Purchase(
          origin: $0.origin, payment: graph.payment($0.origin), paid: $0.paid?.amount ?? 0,
          refundable: $0.paid?.amount ?? 0, currency: $0.paid?.currency ?? "", at: $0.at,
          name: "package \($0.package.name)")
      }
  }

  /// Payments that are known and brought no credits: a refund of one has nothing to take back.
  private static func otherPayments(_ facts: [Fact], _ graph: PaymentGraph) -> Set<String> {
    Set(
      facts.compactMap { fact in
        switch fact.body {
        case .invoicePaid(let invoice): graph.payment(invoice.id)
        case .checkoutCompleted(let session) where session.isOneTime: graph.payment(session.id)
        default: nil
        }
      })
  }

  private func outcome(_ fact: Fact, _ known: Set<String>, _ others: Set<String>, _ graph: PaymentGraph) -> Outcome {
    guard let key = fact.payment.first ?? fact.links.purchase.first else {
      return .quarantined("it names no payment that it belongs to")
    }
    let payment = graph.payment(key)
    if case .refundSeen(let refund) = fact.body, (refund.amount ?? 0) <= 0 {
      return .quarantined("the refund has no amount")
    }
    if known.contains(payment) { return .applied }
    if others.contains(payment) { return .ignored("the payment brought no credits") }
    return .parked("waits for the purchase that \(key) paid for")
  }

  // MARK: Steps

  private mutating func refund(_ purchase: Purchase, _ returned: [Refunds.Returned]) {
    var sum: Int64 = 0
    var refunded: Int64 = 0
    var pending: Int64 = 0
    for part in returned where purchase.paid > 0 {
      // No more than was paid, whatever the tellings add up to.
      let counted = min(part.amount, purchase.paid - sum - pending)
      let at = max(part.at, purchase.at)
      if part.isPending {
        pending += counted
        freeze(purchase, counted, part, at)
        continue
      }
      sum += counted
      refunded += part.isRefund ? counted : 0
      let note = Note.refund(of: purchase.name, returned: purchase.money(sum), paid: purchase.money(purchase.paid))
      steps.append(
        Step(
          at: at, rank: .revoke,
          reason: .init(
            cause: "refund:\(part.id)", at: at, event: part.event, note: note),
          action: .revoke(
            origin: purchase.origin, Share(part: sum, whole: purchase.paid),
            forgiving: forgiveness.limit(purchase.origin))))
      // Whoever has his whole payment back has no plan for it, though the balance paid for some.
      let isWhole = sum == purchase.paid || refunded > 0 && refunded >= purchase.refundable
      if isWhole { full.append(Full(origin: purchase.origin, at: at)) }
    }
  }

  private mutating func freeze(_ purchase: Purchase, _ amount: Int64, _ part: Refunds.Returned, _ at: Instant) {
    steps.append(
      Step(
        at: at, rank: .freeze,
        reason: .init(
          cause: "refund:\(part.id):pending", at: at, event: part.event, note: .refundUnderWay(of: purchase.name)),
        action: .freeze(origin: purchase.origin, hold: part.id, Share(part: amount, whole: purchase.paid))))
  }

  private mutating func dispute(_ purchase: Purchase, _ disputed: Disputes.Case) {
    let opened = max(disputed.openedAt, purchase.at)
    let decided = max(disputed.decidedAt, opened)
    append(
      disputed, "opened", opened, disputed.openedEvent, .freeze,
      .freeze(origin: purchase.origin, hold: disputed.id, .all),
      purchase)
    switch disputed.standing {
    case .open: break
    case .won:
      append(
        disputed, "won", decided, disputed.decidedEvent, .thaw, .thaw(origin: purchase.origin, hold: disputed.id),
        purchase)
    case .lost:
      append(
        disputed, "lost", decided, disputed.decidedEvent, .revoke,
        .revoke(
          origin: purchase.origin, .all, forgiving: forgiveness.limit(purchase.origin)), purchase)
      append(
        disputed, "settled", decided, disputed.decidedEvent, .thaw, .thaw(origin: purchase.origin, hold: disputed.id),
        purchase)
      full.append(Full(origin: purchase.origin, at: decided))
    }
  }

  private mutating func append(
    _ disputed: Disputes.Case, _ word: String, _ at: Instant, _ event: String, _ rank: Step.Rank, _ action: Step.Action,
    _ purchase: Purchase
  ) {
    steps.append(
      Step(
        at: at, rank: rank,
        reason: .init(
          cause: "dispute:\(disputed.id):\(word)", at: at, event: event, note: .dispute(of: purchase.name, what: word)),
        action: action))
  }
}

/// How much of what a clawback does not find is not owed. Rules section 3.7.
struct Forgiveness {
  private let terms: Policies.Shortfall
  private let requested: Set<String>

  /// - Parameter requested: the invoices whose refund was asked for and approved.
  init(_ terms: Policies.Shortfall, requested: Set<String>) {
    self.terms = terms
    self.requested = requested
  }

  func limit(_ origin: String) -> Credits {
    requested.contains(origin) ? max(terms.forgiveUpTo, terms.forgiveRequestedRefundUpTo) : terms.forgiveUpTo
  }
}

extension Fact {
  /// Whether it tells of money that left again.
  var returnsMoney: Bool {
    switch body {
    case .chargeRefunded, .refundSeen, .creditNoteSeen, .disputeSeen: true
    default: false
    }
  }
}
