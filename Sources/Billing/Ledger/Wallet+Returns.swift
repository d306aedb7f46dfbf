/// Credits of purchases whose money left again: taken back, or set apart for now. Rules section 3.7.
extension Wallet {
  /// Takes back so much that, of all that `origin` granted so far, `returned / paid` is taken back in total. So parts
  /// of a refund take together exactly what one full refund takes.
  ///
  /// - Parameter forgiving: of what is not there any more, so many credits of the purchase are not owed.
  mutating func revoke(
    origin: String, returned: Int64, of paid: Int64, forgiving limit: Credits = 0, _ reason: Reason
  ) throws(ArithmeticError) {
    let target = (granted[origin] ?? 0).portion(returned, of: paid)
    self.returned[origin] = (returned, paid)
    var rest = target - (revoked[origin] ?? 0)
    guard rest > 0 else { return }
    revoked[origin] = target
    for index in clawbackOrder(origin) {
      rest -= take(rest, from: index, ofOrigin: lots[index].origin == origin, reason)
    }
    let struck = min(rest, max(0, limit - (forgiven[origin] ?? 0)))
    forgiven[origin, default: 0] += struck
    move(.forgiven, .revoked, struck, reason)
    debt = try debt.plus(rest - struck)
    move(.debt, .revoked, rest - struck, reason)
  }

  /// Its own lots first, then the others in the order of spending.
  private func clawbackOrder(_ origin: String) -> [Int] {
    lots.indices.filter { lots[$0].origin == origin } + lots.indices.filter { lots[$0].origin != origin }
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
    for hold in lots[index].frozen.keys.sorted() {
      let taken = min(rest, lots[index].frozen[hold] ?? 0)
      lots[index].frozen[hold] = (lots[index].frozen[hold] ?? 0) - taken
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
      lots[index].frozen[hold, default: 0] += amount
      move(.wallet(lots[index].kind), .frozen, amount, reason)
    }
  }

  /// Gives back what `hold` had set apart of `origin`.
  mutating func thaw(origin: String, hold: String, _ reason: Reason) {
    frozenWhole[origin]?.remove(hold)
    for index in lots.indices where lots[index].origin == origin {
      let amount = lots[index].frozen.removeValue(forKey: hold) ?? 0
      deposit(amount, in: lots[index].id, from: .frozen, reason)
    }
  }
}
