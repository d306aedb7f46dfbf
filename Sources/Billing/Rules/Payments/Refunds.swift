/// Money that went back for one payment, and what of it is still to come. Rules section 4, refund.
///
/// Each refund is told several times (`refund.*`, `charge.refund.updated`, `charge.refunded`, a credit note) and counts
/// once, by its id, as its last telling says. One that failed or was canceled counts as if it had never been.
struct Refunds {
  struct Returned {
    /// The refund's id; or the charge's or the credit note's for money whose refund nobody named.
    let id: String
    let event: String
    let at: Instant
    let amount: Int64
    let isPending: Bool
    /// Whether it went back by the way that it was paid, and not to the balance or by hand.
    var isRefund = true
  }

  private var byPayment: [String: [Returned]] = [:]

  /// What was returned of a payment, in the order it was.
  func returned(_ payment: String) -> [Returned] { byPayment[payment] ?? [] }

  private struct Telling {
    let refund: Refund
    let fact: Fact
    /// Whether a credit note alone tells it, which does not know what became of it.
    var isByNote = false
  }

  init(_ facts: [Fact], _ graph: PaymentGraph) {
    let tellings = Self.tellings(facts)
    for (id, told) in tellings {
      guard let first = told.first, let last = told.last else { continue }
      guard last.refund.counts, let amount = last.refund.amount, amount > 0 else { continue }
      let at = last.refund.created ?? first.fact.occurredAt
      byPayment[graph.payment(Self.payment(told) ?? id), default: []].append(
        Returned(id: id, event: first.fact.event, at: at, amount: amount, isPending: last.refund.isPending))
    }
    addUnlisted(facts, tellings, graph)
    addCreditNotes(facts, tellings, graph)
    for payment in byPayment.keys { byPayment[payment]?.sort { ($0.at, $0.id) < ($1.at, $1.id) } }
  }

  private static func tellings(_ facts: [Fact]) -> [String: [Telling]] {
    var tellings: [String: [Telling]] = [:]
    for fact in facts {
      switch fact.body {
      case .refundSeen(let refund): tellings[refund.id, default: []].append(Telling(refund: refund, fact: fact))
      case .chargeRefunded(let charge):
        for var refund in charge.refunds where !refund.id.isEmpty {
          refund.charge = refund.charge ?? charge.id
          tellings[refund.id, default: []].append(Telling(refund: refund, fact: fact))
        }
      case .creditNoteSeen(let note) where note.status != "void":
        for refund in note.payouts {
          tellings[refund.id, default: []].append(Telling(refund: refund, fact: fact, isByNote: true))
        }
      default: break
      }
    }
    // Within one second a status that is final comes after one that is not.
    return tellings.mapValues { told in
      let own = told.filter { !$0.isByNote }
      return (own.isEmpty ? told : own).sorted {
        ($0.fact.occurredAt, $0.refund.progress, $0.fact.event) < (
          $1.fact.occurredAt, $1.refund.progress, $1.fact.event
        )
      }
    }
  }

  private static func payment(_ told: [Telling]) -> String? {
    told.lazy.compactMap { $0.refund.paymentIntent ?? $0.refund.charge }.first
  }

  /// A charge says in total what was refunded of it; since 2022-11-15 it no longer says by which refunds. What the
  /// refunds known at that time do not explain is counted by itself, until they arrive.
  private mutating func addUnlisted(_ facts: [Fact], _ tellings: [String: [Telling]], _ graph: PaymentGraph) {
    var latest: [String: (Fact, Charge)] = [:]
    for fact in facts {
      guard case .chargeRefunded(let charge) = fact.body else { continue }
      // Of two totals told in one second the larger is the later one.
      if let (earlier, known) = latest[charge.id], earlier.occurredAt == fact.occurredAt,
        (known.amountRefunded ?? 0) > (charge.amountRefunded ?? 0)
      {
        continue
      }
      latest[charge.id] = (fact, charge)
    }
    for (id, (fact, charge)) in latest {
      let explained = tellings.reduce(Int64(0)) { sum, refund in
        let (name, told) = refund
        let isOfIt = told.contains {
          $0.refund.belongs(to: charge) || $0.isByNote && graph.payment(name) == graph.payment(id)
        }
        guard isOfIt else { return sum }
        return sum.plusClamped(Self.amountCounted(told, at: fact.occurredAt))
      }
      let rest = max(0, charge.amountRefunded ?? 0) - explained
      guard rest > 0 else { continue }
      byPayment[graph.payment(id), default: []].append(
        Returned(id: id, event: fact.event, at: fact.occurredAt, amount: rest, isPending: false))
    }
  }

  /// What a charge's total at `moment` holds of one refund: nothing before it was made or after it failed.
  private static func amountCounted(_ told: [Telling], at moment: Instant) -> Int64 {
    guard let last = told.last, let first = told.first else { return 0 }
    // A note does not know when the refund was made; what was made later has a total of its own.
    guard first.isByNote || (last.refund.created ?? first.fact.occurredAt) <= moment else { return 0 }
    let failedAt = told.first { !$0.refund.counts }?.fact.occurredAt
    if let failedAt, failedAt < moment { return 0 }
    return max(0, last.refund.amount ?? 0)
  }

  private mutating func addCreditNotes(_ facts: [Fact], _ tellings: [String: [Telling]], _ graph: PaymentGraph) {
    var latest: [String: (Fact, CreditNote)] = [:]
    for fact in facts {
      if case .creditNoteSeen(let note) = fact.body { latest[note.id] = (fact, note) }
    }
    for (id, (fact, note)) in latest where note.status != "void" {
      guard let invoice = note.invoice, let amount = Self.outsideRefunds(note, tellings), amount > 0 else { continue }
      byPayment[graph.payment(invoice), default: []].append(
        Returned(
          id: id, event: fact.event, at: note.created ?? fact.occurredAt, amount: amount, isPending: false,
          isRefund: false))
    }
  }

  /// What a credit note returned other than by the refunds it names; nil while one of those is not known, where the
  /// note does not say their amounts itself.
  private static func outsideRefunds(_ note: CreditNote, _ tellings: [String: [Telling]]) -> Int64? {
    guard note.isPartlyBalance else { return note.outOfBandAmount }
    var refunded: Int64 = 0
    for id in note.refunds {
      guard let amount = note.refundAmounts[id] ?? tellings[id]?.last?.refund.amount else { return nil }
      refunded = refunded.plusClamped(max(0, amount))
    }
    return max(note.outOfBandAmount, max(0, note.returnedAmount) - refunded)
  }
}

extension CreditNote {
  /// The refunds that it names, as far as it says what they return: the one that it names alone, before 2025-03-31,
  /// returns what nothing else did.
  fileprivate var payouts: [Refund] {
    refunds.compactMap { id in
      let rest = refunds.count == 1 && !isPartlyBalance ? max(0, returnedAmount) - outOfBandAmount : nil
      guard let amount = refundAmounts[id] ?? rest, amount > 0 else { return nil }
      var refund = Refund(id: id)
      (refund.amount, refund.created) = (amount, created)
      return refund
    }
  }
}

extension Refund {
  /// Whether it stands. Refunds of old had no status: they were made when they were told.
  var counts: Bool { status != "failed" && status != "canceled" }

  var isPending: Bool { status == "pending" || status == "requires_action" }

  fileprivate var progress: Int { isPending ? 0 : counts ? 1 : 2 }

  fileprivate func belongs(to other: Charge) -> Bool {
    charge == other.id || (charge == nil && paymentIntent != nil && paymentIntent == other.paymentIntent)
  }
}
