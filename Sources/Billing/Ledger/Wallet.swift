/// An account's credits while its history is folded: lots, what is frozen, held or owed. Rules sections 3.3 to 3.7.
///
/// While there is a debt nothing lies in the lots to be spent: what comes in repays it first.
struct Wallet {
  /// What every movement of one step has in common.
  struct Reason {
    let cause: String
    let at: Instant
    let event: String?
    let note: Note
  }

  /// In the order of spending.
  var lots: [Lot] = []
  var debt: Credits = 0
  var movements: [Movement] = []
  /// What caps kept back of refills.
  private(set) var withheld: [(reason: Reason, amount: Credits, cap: Credits)] = []
  /// What each spend took, and what each hold reserves.
  var spends: [String: Allocation] = [:]
  var holds: [String: Reservation] = [:]
  /// Spends that were given back, wholly or in part.
  var reversed: Set<String> = []
  /// By purchase: what it granted, what of that was taken back, and what expired.
  var granted: [String: Credits] = [:]
  var revoked: [String: Credits] = [:]
  var expired: [String: Credits] = [:]
  /// What share of the money of each purchase was returned: what it grants later is less by it.
  var returned: [String: Share] = [:]
  /// What is claimed of each purchase while a dispute or a refund is under way, by what claims it.
  var claims: [String: [String: Share]] = [:]
  var strikes: [Strike] = []
  /// How many steps were taken.
  var stepCount = 0
  private var nextLot = 0
  private var issued: Credits = 0

  /// Plan credits, the frozen and held ones with them: what a cap looks at.
  var planCredits: Credits { lots.reduce(0) { $1.kind == .plan ? $0 + $1.total : $0 } }

  func spendable(_ kind: CreditKind) -> Credits { lots.reduce(0) { $1.kind == kind ? $0 + $1.remaining : $0 } }

  /// What can be spent now; 0 while there is a debt.
  var available: Credits { debt > 0 ? 0 : lots.reduce(0) { $0 + $1.remaining } }

  var frozen: Credits { lots.reduce(0) { $0 + $1.frozen } }

  /// What holds reserve.
  var held: Credits { holds.values.reduce(0) { $0 + $1.allocation.amount } }

  /// Whether several refills of a purchase come to what their sum comes to.
  func takesAtOnce(_ origin: String) -> Bool { debt == 0 && returned[origin] == nil && claims[origin] == nil }

  // MARK: Credits that come in

  /// Grants plan credits as far as the cap leaves room. A refill never lowers a balance. Rules section 3.3.
  mutating func refill(_ amount: Credits, cap: Credits, origin: String, _ reason: Reason) throws(ArithmeticError) {
    let room = max(0, min(amount, cap - planCredits))
    if room < amount { withheld.append((reason, amount - room, cap)) }
    try grant(room, .plan, origin: origin, reason)
  }

  mutating func grant(
    _ amount: Credits, _ kind: CreditKind, origin: String, expiresAt: Instant? = nil, _ reason: Reason
  ) throws(ArithmeticError) {
    guard amount > 0 else { return }
    // No sum of lots can leave 64 bits while all that was ever issued does not.
    issued = try issued.plus(amount)
    // What was returned of its money is taken off at once, and counts as taken back.
    let lost = returned[origin]?.of(amount) ?? 0
    granted[origin, default: 0] += amount
    revoked[origin, default: 0] += lost
    deposit(amount - lost, in: lot(kind, origin: origin, expiresAt: expiresAt), from: .issued(kind), reason)
  }

  /// The lot of a purchase's credits that end at one moment; a new one where there is none.
  private mutating func lot(_ kind: CreditKind, origin: String, expiresAt: Instant?) -> Int {
    if let known = lots.first(where: { $0.kind == kind && $0.origin == origin && $0.expiresAt == expiresAt }) {
      return known.id
    }
    let lot = Lot(id: nextLot, kind: kind, origin: origin, expiresAt: expiresAt)
    nextLot += 1
    lots.insert(lot, at: lots.firstIndex { lot.isSpentBefore($0) } ?? lots.endIndex)
    return lot.id
  }

  /// Puts credits into a lot, after what is owed was repaid. Credits that come back too late for their lot expire; what
  /// is claimed of them is set apart at once.
  mutating func deposit(_ amount: Credits, in id: Int, from pool: Pool, _ reason: Reason) {
    guard amount > 0, let index = lots.firstIndex(where: { $0.id == id }) else { return }
    let wallet = Pool.wallet(lots[index].kind)
    move(pool, wallet, amount, reason)
    let owed = min(debt, amount)
    debt -= owed
    move(wallet, .debt, owed, reason)
    if let end = lots[index].expiresAt, end <= reason.at {
      expire(amount - owed, of: index, reason)
    } else {
      lots[index].remaining += amount - owed
      setApart(lots[index].origin, reason)
    }
  }

  mutating func expire(_ amount: Credits, of index: Int, _ reason: Reason) {
    expired[lots[index].origin, default: 0] += amount
    move(.wallet(lots[index].kind), .expired, amount, reason)
  }

  /// Strikes out up to so much of what is owed.
  mutating func forgive(_ amount: Credits, _ reason: Reason) {
    let struck = min(amount, debt)
    debt -= struck
    strikes.append(Strike(step: stepCount, origin: nil, amount: struck))
    move(.forgiven, .debt, struck, reason)
  }

  mutating func move(_ from: Pool, _ to: Pool, _ amount: Credits, _ reason: Reason) {
    guard amount > 0 else { return }
    movements.append(
      Movement(
        cause: reason.cause, from: from, to: to, amount: amount, effectiveAt: reason.at, event: reason.event,
        note: reason.note))
  }
}
