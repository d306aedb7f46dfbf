/// Spends, their reversals, and holds. Rules sections 3.5 and 3.6.
///
/// Whether a spend may be is decided before it becomes a fact. Here it only happens; where a fact that came later
/// leaves too little for it, what is missing is owed.
extension Wallet {
  mutating func spend(_ amount: Credits, id: String, _ reason: Reason) throws(ArithmeticError) {
    spends[id] = try take(amount, to: .spent, reason)
  }

  /// Gives up to `amount` of a spend back into the lots it came from, as if less had been spent. Once for each spend.
  mutating func reverse(_ amount: Credits, of id: String, _ reason: Reason) {
    guard let spent = spends[id], reversed.insert(id).inserted else { return }
    giveBack(spent.split(at: spent.amount - min(amount, spent.amount)).rest, from: .spent, reason)
  }

  /// Reserves `amount` until the hold is settled or its time is over.
  mutating func hold(_ amount: Credits, id: String, until end: Instant, _ reason: Reason) throws(ArithmeticError) {
    let allocation = try take(amount, to: .held, reason)
    holds[id] = Reservation(allocation: allocation, expiresAt: end)
    reserve(allocation, 1)
  }

  /// Settles a hold: `amount` of it is spent, the rest comes back. After its time was over, `amount` is spent from what
  /// there is.
  mutating func capture(_ amount: Credits, of id: String, _ reason: Reason) throws(ArithmeticError) {
    guard let hold = holds.removeValue(forKey: id) else { return try spend(amount, id: id, reason) }
    reserve(hold.allocation, -1)
    let (taken, rest) = hold.allocation.split(at: amount)
    for part in taken.parts { move(.held, .spent, part.amount, reason) }
    spends[id] = taken
    giveBack(rest, from: .held, reason)
  }

  mutating func release(_ id: String, _ reason: Reason) {
    guard let hold = holds.removeValue(forKey: id) else { return }
    reserve(hold.allocation, -1)
    giveBack(hold.allocation, from: .held, reason)
  }

  private mutating func take(_ amount: Credits, to pool: Pool, _ reason: Reason) throws(ArithmeticError) -> Allocation {
    var allocation = Allocation(step: stepCount)
    var rest = amount
    for index in lots.indices where rest > 0 && lots[index].remaining > 0 {
      let taken = min(rest, lots[index].remaining)
      lots[index].remaining -= taken
      rest -= taken
      allocation.add(taken, lot: lots[index].id)
      move(.wallet(lots[index].kind), pool, taken, reason)
    }
    debt = try debt.plus(rest)
    allocation.add(rest, lot: nil)
    move(.debt, pool, rest, reason)
    return allocation
  }

  /// What comes back, the last that was taken first; before that, what was struck out since for want of it.
  private mutating func giveBack(_ allocation: Allocation, from pool: Pool, _ reason: Reason) {
    let struck = unstrike(allocation.amount, since: allocation.step)
    move(pool, .forgiven, struck, reason)
    var rest = struck
    for part in allocation.parts.reversed() {
      let amount = part.amount - min(part.amount, rest)
      rest -= part.amount - amount
      if let lot = part.lot { deposit(amount, in: lot, from: pool, reason) } else { repay(amount, pool, reason) }
    }
  }

  private mutating func unstrike(_ amount: Credits, since step: Int) -> Credits {
    var rest = amount
    for index in strikes.indices where strikes[index].step > step {
      let taken = min(rest, strikes[index].amount)
      strikes[index].amount -= taken
      rest -= taken
    }
    return amount - rest
  }

  /// What was owed for a spend that did not stand is owed no more. Where it was repaid in the meantime, it is credit.
  private mutating func repay(_ amount: Credits, _ pool: Pool, _ reason: Reason) {
    let owed = min(debt, amount)
    debt -= owed
    move(pool, .debt, owed, reason)
    let free = lots.filter { claims[$0.origin] == nil }
    let lot = free.last { $0.expiresAt == nil } ?? free.last ?? lots.last
    if let lot { deposit(amount - owed, in: lot.id, from: pool, reason) }
  }

  private mutating func reserve(_ allocation: Allocation, _ sign: Credits) {
    for part in allocation.parts {
      guard let index = lots.firstIndex(where: { $0.id == part.lot }) else { continue }
      lots[index].reserved += sign * part.amount
    }
  }
}
