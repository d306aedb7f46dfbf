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
  /// What is set apart while a dispute or a refund is under way.
  var frozen: Credits = 0
  /// What holds of the app reserve of it.
  var reserved: Credits = 0

  var total: Credits { remaining + frozen + reserved }

  /// The order of spending: soonest expiry, then kind, then age. Rules section 3.5.
  func isSpentBefore(_ other: Lot) -> Bool {
    (expiresAt ?? .latest, kind, id) < (other.expiresAt ?? .latest, other.kind, other.id)
  }
}

/// A share of what was paid.
struct Share {
  let part: Int64
  let whole: Int64

  static let all = Share(part: 1, whole: 1)

  var isAll: Bool { part >= whole }

  func of(_ amount: Credits) -> Credits { amount.portion(part, of: whole) }

  static func < (one: Share, other: Share) -> Bool {
    let left = max(0, one.part).multipliedFullWidth(by: max(0, other.whole))
    let right = max(0, other.part).multipliedFullWidth(by: max(0, one.whole))
    return (left.high, left.low) < (right.high, right.low)
  }
}

/// What one spend or hold took, in the order it was taken.
struct Allocation {
  struct Part {
    /// The lot's id; nil for what was not there and is owed.
    let lot: Int?
    var amount: Credits
  }

  /// The step that took it.
  let step: Int
  private(set) var parts: [Part] = []

  init(step: Int) { self.step = step }

  var amount: Credits { parts.reduce(0) { $0 + $1.amount } }

  mutating func add(_ amount: Credits, lot: Int?) {
    if amount > 0 { parts.append(Part(lot: lot, amount: amount)) }
  }

  /// Parts this in two: the first `amount` that were taken, and the rest.
  func split(at amount: Credits) -> (taken: Allocation, rest: Allocation) {
    var (taken, rest) = (Allocation(step: step), Allocation(step: step))
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

/// Debt, or what would have become one, that was struck out.
struct Strike {
  /// The step that struck it out.
  let step: Int
  /// The purchase that was clawed back; nil where an operator struck it.
  let origin: String?
  var amount: Credits
}
