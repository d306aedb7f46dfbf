/// What a spend took, and what it left.
package struct SpendReceipt: Sendable, Equatable {
  /// What one lot gave.
  package struct Share: Sendable, Equatable {
    package let kind: CreditKind
    package let origin: String
    package let expiresAt: Instant?
    package let amount: Credits
  }

  package let id: String
  package let amount: Credits
  /// In the order in which they were taken.
  package let from: [Share]
  package let balance: AccountState.Balance
}

/// Spending and giving back. Rules section 3.5.
extension Account {
  /// Takes credits, all of them or none.
  ///
  /// - Parameter id: the spend's own; with an id that is known the same order is the same spend.
  /// - Throws: `Refusal` `not_enough_credits` with the shortfall, `price_changed`, `idempotency_mismatch`.
  package mutating func spend(
    _ order: CreditOrder, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<SpendReceipt> {
    let amount = try order.amount(catalog)
    let spend = Spend(id: id, amount: amount, action: order.action, note: order.note)
    if let known = history.app.spends[id] {
      guard known == spend else { throw .mismatch(id) }
      return Decision(answer: receipt(id, amount))
    }
    let before = try begin(at: moment)
    try cover(amount)
    return try accept([fact(id, .spent(spend))], before) { $0.receipt(id, amount) }
  }

  /// Gives a spend back, wholly or in part, once, into the lots it came from.
  ///
  /// - Parameters:
  ///   - spend: the id of a spend, or of a hold that was captured.
  ///   - amount: 1 to what was spent; nil for all of it.
  package mutating func reverse(
    _ spend: String, amount: Credits? = nil, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<SpendReceipt> {
    let settled = history.app.settlements[spend].flatMap { $0 > 0 ? $0 : nil }
    guard let spent = history.app.spends[spend]?.amount ?? settled else { throw .notFound("spend", spend) }
    let amount = amount ?? spent
    guard (1...spent).contains(amount) else { throw .invalid("amount", "Write 1 to \(spent.grouped).") }
    if let known = history.app.reversals[spend] {
      guard known.amount == amount else {
        throw .conflict("spend_reversed", "Spend \(spend) was reversed before, by \(known.amount.grouped) credits.")
      }
      return Decision(answer: receipt(spend, amount))
    }
    let before = try begin(at: moment)
    let reversal = SpendReversal(spend: spend, amount: amount)
    return try accept([fact(id, .spendReversed(reversal))], before) { $0.receipt(spend, amount) }
  }

  func receipt(_ id: String, _ amount: Credits) -> SpendReceipt {
    let parts = course.wallet.spends[id]?.parts ?? course.wallet.holds[id]?.allocation.parts ?? []
    let shares = parts.compactMap { part -> SpendReceipt.Share? in
      guard let lot = course.wallet.lots.first(where: { $0.id == part.lot }) else { return nil }
      return .init(kind: lot.kind, origin: lot.origin, expiresAt: lot.expiresAt, amount: part.amount)
    }
    return SpendReceipt(id: id, amount: amount, from: shares, balance: .init(course.wallet))
  }

  /// - Throws: `not_enough_credits` where what is there does not cover `amount`.
  func cover(_ amount: Credits) throws(Refusal) {
    let available = course.wallet.available
    guard available < amount else { return }
    throw Refusal(
      .notEnoughCredits(shortfall: amount - available), "not_enough_credits",
      "It takes \(amount.grouped) credits and \(available.grouped) are there.", guidance: guidance(.notEnoughCredits))
  }
}

extension Account {
  /// The most that was there since the last command: what auto-reload takes for "before".
  struct Before { let available: Credits }

  /// Lets time pass before a command is decided.
  mutating func begin(at moment: Instant) throws(Refusal) -> Before {
    let before = course.wallet.available
    do throws(ArithmeticError) { try pass(to: max(moment, history.app.lastAt)) } catch { throw .overflow }
    return Before(available: max(before, course.wallet.available))
  }

  /// Makes facts true and answers; a reload that they bring about is decided with them.
  mutating func accept<Answer>(
    _ facts: [Fact], _ before: Before, answer: (Account) -> Answer
  ) throws(Refusal) -> Decision<Answer> {
    do throws(ArithmeticError) { for fact in facts { try add(fact) } } catch { throw .overflow }
    var decision = Decision(answer: answer(self), facts: facts)
    guard let cause = facts.last?.event, let reload = reloadDue(before, cause: cause) else { return decision }
    do throws(ArithmeticError) { try add(reload.fact) } catch { throw .overflow }
    decision.facts.append(reload.fact)
    decision.effects.append(.chargeReload(reload.start))
    return decision
  }
}

extension Refusal {
  static func mismatch(_ id: String) -> Refusal {
    Refusal(
      .invalid(field: "idempotency_key"), "idempotency_mismatch", "\(id) was used before, with other contents.")
  }
}
