/// Credits of one kind and origin that end at one moment, as people are shown what they have.
package struct CreditLot: Sendable, Equatable {
  package let kind: CreditKind
  /// The purchase that brought them, or the free plan.
  package let origin: String
  package let expiresAt: Instant?
  /// What of them can be spent; 0 for all while there is a debt.
  package let available: Credits
  package let held: Credits
  package let frozen: Credits
}

extension Account {
  /// What the account has, in the order of spending. Rules section 3.5.
  package var lots: [CreditLot] {
    let owes = course.wallet.debt > 0
    return course.wallet.lots.filter { $0.total > 0 }.map { lot in
      CreditLot(
        kind: lot.kind, origin: lot.origin, expiresAt: lot.expiresAt, available: owes ? 0 : lot.remaining,
        held: lot.reserved, frozen: lot.frozen)
    }
  }

  /// The most plan credits that a refill fills up to. Rules section 3.3.
  package var cap: Credits { effectivePlan.cap }
}
