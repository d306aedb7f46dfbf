/// What a spend took.
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
    let spend = AppFact.spent(Spend(id: id, amount: amount, action: order.action, note: order.note))
    if try isKnown(id, as: spend) { return Decision(answer: receipt(id, amount)) }
    try begin(at: moment)
    try cover(amount)
    return try accept(fact(id, spend)) { $0.receipt(id, amount) }
  }

  /// Gives a spend back, wholly or in part, once, into the lots it came from.
  ///
  /// - Parameters:
  ///   - spend: the id of a spend, or of a hold that was captured.
  ///   - amount: 1 to what was spent; nil for all of it.
  package mutating func reverse(
    _ spend: String, amount: Credits? = nil, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<SpendReceipt> {
    guard let spent = history.app.spent(spend), spent > 0 else { throw .notFound("spend", spend) }
    let amount = amount ?? spent
    guard (1...spent).contains(amount) else { throw .invalid("amount", "Write 1 to \(spent.grouped).") }
    let reversal = AppFact.spendReversed(SpendReversal(spend: spend, amount: amount))
    if try isKnown(id, as: reversal) { return Decision(answer: returned(spend, amount)) }
    if let known = history.app.reversals[spend] {
      throw .conflict("spend_reversed", "Spend \(spend) was reversed before, by \(known.amount.grouped) credits.")
    }
    try begin(at: moment)
    return try accept(fact(id, reversal)) { $0.returned(spend, amount) }
  }

  /// What came back of a spend, the last that was taken first.
  private func returned(_ spend: String, _ amount: Credits) -> SpendReceipt {
    let parts = course.wallet.spends[spend].map { $0.split(at: $0.amount - min(amount, $0.amount)).rest.parts } ?? []
    return SpendReceipt(id: spend, amount: amount, from: shares(parts.reversed()))
  }

  func receipt(_ id: String, _ amount: Credits) -> SpendReceipt {
    let wallet = course.wallet
    let parts = wallet.spends[id]?.parts ?? wallet.holds[id]?.allocation.parts ?? []
    return SpendReceipt(id: id, amount: amount, from: shares(parts))
  }

  private func shares(_ parts: [Allocation.Part]) -> [SpendReceipt.Share] {
    parts.compactMap { part in
      guard let lot = course.wallet.lots.first(where: { $0.id == part.lot }) else { return nil }
      return .init(kind: lot.kind, origin: lot.origin, expiresAt: lot.expiresAt, amount: part.amount)
    }
  }

  /// - Throws: `not_enough_credits` where what is there does not cover `amount`; a debt is missing too, which the next
  ///   credits repay first.
  func cover(_ amount: Credits) throws(Refusal) {
    let (available, debt) = (course.wallet.available, course.wallet.debt)
    guard available < amount else { return }
    let missing = amount - available
    throw Refusal(
      .notEnoughCredits(shortfall: missing + min(debt, .max - missing)), "not_enough_credits",
      "It takes \(amount.grouped) credits and \(available.grouped) are there."
        + (debt > 0 ? " A debt of \(debt.grouped) is repaid first." : ""), guidance: guidance(.notEnoughCredits))
  }
}

extension Account {
  /// Whether a command was decided before under this id. The same command is the same decision.
  ///
  /// - Throws: `idempotency_mismatch` where another command was.
  func isKnown(_ id: String, as fact: AppFact) throws(Refusal) -> Bool {
    guard let known = history.app.told[id]?.fact else { return false }
    guard known == fact else { throw .mismatch(id) }
    return true
  }

  /// Lets time pass before a command is decided.
  mutating func begin(at moment: Instant) throws(Refusal) {
    do throws(ArithmeticError) { try pass(to: max(moment, history.app.lastAt)) } catch { throw .overflow }
  }

  /// Makes a fact true and answers; a reload that it brings about is decided with it.
  mutating func accept<Answer>(_ fact: Fact, answer: (Account) -> Answer) throws(Refusal) -> Decision<Answer> {
    let before = course.peak
    do throws(ArithmeticError) {
      try add(fact)
      // A setting charges nothing: it only begins to watch.
      let peak = if case .app(.autoReloadSet) = fact.body { course.peak } else { before }
      var decision = Decision(answer: answer(self), facts: [fact])
      if let reload = try reload(from: peak, cause: fact.event) {
        decision.facts += reload.facts
        decision.effects += reload.effects
      }
      return decision
    } catch { throw .overflow }
  }
}

extension Refusal {
  /// The key that a request came with stands for another request.
  package static let keyMismatch = mismatch("This Idempotency-Key")

  package static func mismatch(_ id: String) -> Refusal {
    Refusal(
      .invalid(field: "idempotency_key"), "idempotency_mismatch", "\(id) was used before, with other contents.")
  }
}
