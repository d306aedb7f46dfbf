/// Credits of one kind that one purchase brought and that end at one moment.
struct Lot {
  /// In the order in which the lots came to be.
  let id: Int
  let kind: CreditKind
  /// The purchase that brought them: an invoice, a checkout, a payment, a grant; or the free plan.
  let origin: String
  /// The first moment at which they can be spent no more; nil for never.
  let expiresAt: Instant?
  var remaining: Credits = 0
  /// What is set apart, by what holds it: a dispute, a refund under way.
  var frozen: [String: Credits] = [:]
  /// What holds of the app reserve of it.
  var reserved: Credits = 0

  var frozenAmount: Credits { frozen.values.reduce(0, +) }
  var total: Credits { remaining + frozenAmount + reserved }

  /// The order of spending: soonest expiry, then kind, then age. Rules section 3.5.
  func isSpentBefore(_ other: Lot) -> Bool {
    (expiresAt ?? .latest, kind, id) < (other.expiresAt ?? .latest, other.kind, other.id)
  }
}

/// What one spend or hold took, in the order it was taken.
struct Allocation {
  struct Part {
    /// The lot's id; nil for what was not there and is owed.
    let lot: Int?
    var amount: Credits
  }

  private(set) var parts: [Part] = []

  var amount: Credits { parts.reduce(0) { $0 + $1.amount } }

  mutating func add(_ amount: Credits, lot: Int?) {
    if amount > 0 { parts.append(Part(lot: lot, amount: amount)) }
  }

  /// Parts this in two: the first `amount` that were taken, and the rest.
  func split(at amount: Credits) -> (taken: Allocation, rest: Allocation) {
    var (taken, rest) = (Allocation(), Allocation())
    var left = max(0, amount)
    for part in parts {
      let first = min(part.amount, left)
      left -= first
      taken.add(first, lot: part.lot)
      rest.add(part.amount - first, lot: part.lot)
    }
    return (taken, rest)
  }
}

/// What a hold reserves, and until when.
struct Reservation {
  let allocation: Allocation
  let expiresAt: Instant
}
