/// Credits of purchases whose money left again: taken back, or set apart for now. Rules section 3.7.
extension Wallet {
  /// Takes back so much that, of all that `origin` granted so far, `share` is taken back in total. So parts of a refund
  /// take together exactly what one full refund takes. What of it expired unspent is gone already.
  ///
  /// - Parameter limit: of what is not there any more, so many credits of the purchase are not owed.
  mutating func revoke(
    origin: String, _ share: Share, forgiving limit: Credits = 0, _ reason: Reason
  ) throws(ArithmeticError) {
    if returned[origin].map({ $0 < share }) ?? true { returned[origin] = share }
    let target = share.of(granted[origin] ?? 0)
    var rest = target - (revoked[origin] ?? 0) - (expired[origin] ?? 0)
    if rest > 0 {
      revoked[origin, default: 0] += rest
      for index in clawbackOrder(origin) {
        rest -= take(rest, from: index, ofOrigin: lots[index].origin == origin, reason)
      }
      try owe(rest, origin, limit, reason)
    }
    setApart(origin, reason)
  }

  /// What a clawback did not find is struck out as far as the policy goes, and owed beyond.
  private mutating func owe(
    _ missing: Credits, _ origin: String, _ limit: Credits, _ reason: Reason
  ) throws(ArithmeticError) {
    let before = strikes.reduce(0) { $1.origin == origin ? $0 + $1.amount : $0 }
    let struck = min(missing, max(0, limit - before))
    if struck > 0 { strikes.append(Strike(step: stepCount, origin: origin, amount: struck)) }
    move(.forgiven, .revoked, struck, reason)
    debt = try debt.plus(missing - struck)
    move(.debt, .revoked, missing - struck, reason)
  }

  /// Its own lots first, then the others in the order of spending.
  private func clawbackOrder(_ origin: String) -> [Int] {
    lots.indices.filter { lots[$0].origin == origin } + lots.indices.filter { lots[$0].origin != origin }
  }

  private mutating func take(_ wanted: Credits, from index: Int, ofOrigin isOwn: Bool, _ reason: Reason) -> Credits {
    let fromFrozen = isOwn ? min(wanted, lots[index].frozen) : 0
    let fromWallet = min(wanted - fromFrozen, lots[index].remaining)
    lots[index].frozen -= fromFrozen
    lots[index].remaining -= fromWallet
    move(.frozen, .revoked, fromFrozen, reason)
    move(.wallet(lots[index].kind), .revoked, fromWallet, reason)
    return fromFrozen + fromWallet
  }

  /// Sets apart what `hold` claims of a purchase, and of what it grants or gets back while that stands.
  mutating func freeze(origin: String, hold: String, _ share: Share, _ reason: Reason) {
    claims[origin, default: [:]][hold] = share
    setApart(origin, reason)
  }

  /// `hold` claims nothing more; what others claim stays set apart.
  mutating func thaw(origin: String, hold: String, _ reason: Reason) {
    claims[origin]?.removeValue(forKey: hold)
    if claims[origin]?.isEmpty ?? false { claims.removeValue(forKey: origin) }
    let wanted = claimed(origin)
    var surplus = lots.reduce(0) { $1.origin == origin ? $0 + $1.frozen : $0 } - wanted
    for index in lots.indices where lots[index].origin == origin && surplus > 0 {
      let amount = min(surplus, lots[index].frozen)
      surplus -= amount
      lots[index].frozen -= amount
      deposit(amount, in: lots[index].id, from: .frozen, reason)
    }
  }

  /// Brings what is set apart of a purchase up to what is claimed of it.
  mutating func setApart(_ origin: String, _ reason: Reason) {
    guard claims[origin] != nil else { return }
    var missing = claimed(origin) - lots.reduce(0) { $1.origin == origin ? $0 + $1.frozen : $0 }
    for index in lots.indices where lots[index].origin == origin && missing > 0 {
      let amount = min(missing, lots[index].remaining)
      missing -= amount
      lots[index].remaining -= amount
      lots[index].frozen += amount
      move(.wallet(lots[index].kind), .frozen, amount, reason)
    }
  }

  /// All that is left of a purchase while a dispute is open; else what refunds under way will take.
  private func claimed(_ origin: String) -> Credits {
    guard let open = claims[origin] else { return 0 }
    if open.values.contains(where: \.isAll) { return .max }
    let all = granted[origin] ?? 0
    let shares = Array(open.values) + (returned[origin].map { [$0] } ?? [])
    let due = shares.reduce(Int64(0)) { sum, share in min(all, sum + min(all - sum, share.of(all))) }
    return max(0, due - (revoked[origin] ?? 0))
  }
}
