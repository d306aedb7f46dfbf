/// An account's credits while its history is folded: lots, what is frozen, what is owed. Rules sections 3.5 and 3.7.
struct Wallet {
  struct Lot {
    let kind: CreditKind
    /// The purchase that brought them: an invoice, a checkout, a payment; or the free plan.
    let origin: String
    var remaining: Credits
    /// What is set apart, by what holds it: a dispute, a refund under way.
    var held: [String: Credits] = [:]

    var frozen: Credits { held.values.reduce(0, +) }
    var total: Credits { remaining + frozen }
  }

  /// What every movement of one step has in common.
  struct Reason {
    let cause: String
    let at: Instant
    let event: String?
    let note: Note
  }

  private(set) var lots: [Lot] = []
  private(set) var debt: Credits = 0
  private(set) var movements: [Movement] = []
  /// What caps kept back of refills.
  private(set) var withheld: [(reason: Reason, amount: Credits, cap: Credits)] = []
  private var granted: [String: Credits] = [:]
  private var revoked: [String: Credits] = [:]
  /// What share of the money of each purchase was returned: what it grants later is less by it.
  private var returned: [String: (part: Int64, whole: Int64)] = [:]
  /// Purchases of which all is set apart for now, what they grant later too.
  private var frozenWhole: [String: Set<String>] = [:]

  /// Plan credits, the frozen ones with them: what a cap looks at.
  var planCredits: Credits { lots.reduce(0) { $1.kind == .plan ? $0 + $1.total : $0 } }

  func spendable(_ kind: CreditKind) -> Credits { lots.reduce(0) { $1.kind == kind ? $0 + $1.remaining : $0 } }

  var frozen: Credits { lots.reduce(0) { $0 + $1.frozen } }

  // MARK: Steps

  /// Grants plan credits as far as the cap leaves room. A refill never lowers a balance. Rules section 3.3.
  mutating func refill(_ amount: Credits, cap: Credits, origin: String, _ reason: Reason) throws(ArithmeticError) {
    let room = max(0, min(amount, cap - planCredits))
    if room < amount { withheld.append((reason, amount - room, cap)) }
    try grant(room, .plan, origin: origin, reason)
  }

  mutating func grant(
    _ amount: Credits, _ kind: CreditKind, origin: String, _ reason: Reason
  ) throws(ArithmeticError) {
    guard amount > 0 else { return }
    // What was returned of its money is taken off at once, and counts as taken back.
    let lost = returned[origin].map { amount.portion($0.part, of: $0.whole) } ?? 0
    granted[origin] = try (granted[origin] ?? 0).plus(amount)
    revoked[origin, default: 0] += lost
    let amount = amount - lost
    move(.issued(kind), .wallet(kind), amount, reason)
    let owed = min(debt, amount)
    if owed > 0 {
      debt -= owed
      move(.wallet(kind), .debt, owed, reason)
    }
    try add(amount - owed, kind, origin)
    if let hold = frozenWhole[origin]?.min() { freeze(origin: origin, hold: hold, part: 1, of: 1, reason) }
  }

  private mutating func add(_ amount: Credits, _ kind: CreditKind, _ origin: String) throws(ArithmeticError) {
    if let index = lots.firstIndex(where: { $0.kind == kind && $0.origin == origin }) {
      lots[index].remaining = try lots[index].remaining.plus(amount)
    } else {
      lots.append(Lot(kind: kind, origin: origin, remaining: amount))
    }
    var sum: Credits = 0
    for lot in lots { sum = try sum.plus(lot.total) }
  }

  /// Takes back so much that, of all that `origin` granted so far, `returned / paid` is taken back in total. So parts
  /// of a refund take together exactly what one full refund takes.
  mutating func revoke(origin: String, returned: Int64, of paid: Int64, _ reason: Reason) throws(ArithmeticError) {
    let target = (granted[origin] ?? 0).portion(returned, of: paid)
    self.returned[origin] = (returned, paid)
    var rest = target - (revoked[origin] ?? 0)
    guard rest > 0 else { return }
    revoked[origin] = target
    for index in clawbackOrder(origin) {
      rest -= take(rest, from: index, ofOrigin: lots[index].origin == origin, reason)
    }
    guard rest > 0 else { return }
    debt = try debt.plus(rest)
    move(.debt, .revoked, rest, reason)
  }

  /// Its own lots first, then the others in the order of spending.
  private func clawbackOrder(_ origin: String) -> [Int] {
    lots.indices.sorted { one, other in
      let (isOwn, otherIsOwn) = (lots[one].origin == origin, lots[other].origin == origin)
      guard isOwn == otherIsOwn else { return isOwn }
      return (lots[one].kind, one) < (lots[other].kind, other)
    }
  }

  private mutating func take(_ wanted: Credits, from index: Int, ofOrigin isOwn: Bool, _ reason: Reason) -> Credits {
    let fromFrozen = isOwn ? unfreeze(wanted, in: index) : 0
    let fromWallet = min(wanted - fromFrozen, lots[index].remaining)
    lots[index].remaining -= fromWallet
    move(.frozen, .revoked, fromFrozen, reason)
    move(.wallet(lots[index].kind), .revoked, fromWallet, reason)
    return fromFrozen + fromWallet
  }

  /// Takes up to so much out of what is set apart in a lot, hold by hold. How much it was.
  private mutating func unfreeze(_ wanted: Credits, in index: Int) -> Credits {
    var rest = wanted
    for hold in lots[index].held.keys.sorted() {
      let taken = min(rest, lots[index].held[hold] ?? 0)
      lots[index].held[hold] = (lots[index].held[hold] ?? 0) - taken
      rest -= taken
    }
    return wanted - rest
  }

  /// Sets apart `part / whole` of what is left of `origin`, and of what it grants while all of it is set apart.
  mutating func freeze(origin: String, hold: String, part: Int64, of whole: Int64, _ reason: Reason) {
    if part >= whole { frozenWhole[origin, default: []].insert(hold) }
    for index in lots.indices where lots[index].origin == origin {
      let amount = lots[index].remaining.portion(part, of: whole)
      lots[index].remaining -= amount
      lots[index].held[hold, default: 0] += amount
      move(.wallet(lots[index].kind), .frozen, amount, reason)
    }
  }

  /// Gives back what `hold` had set apart of `origin`.
  mutating func thaw(origin: String, hold: String, _ reason: Reason) {
    frozenWhole[origin]?.remove(hold)
    for index in lots.indices where lots[index].origin == origin {
      let amount = lots[index].held.removeValue(forKey: hold) ?? 0
      lots[index].remaining += amount
      move(.frozen, .wallet(lots[index].kind), amount, reason)
    }
  }

  private mutating func move(_ from: Pool, _ to: Pool, _ amount: Credits, _ reason: Reason) {
    guard amount > 0 else { return }
    movements.append(
      Movement(
        cause: reason.cause, from: from, to: to, amount: amount, effectiveAt: reason.at, event: reason.event,
        note: reason.note))
  }
}
