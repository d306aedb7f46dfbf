/// What an operator may do to an account's credits, each with a reason. Rules section 3.7.
extension Account {
  package static let reasonLengthMax = 500

  /// Gives credits.
  ///
  /// - Parameter expiresAt: after `moment`; nil for never.
  package mutating func grant(
    _ amount: Credits, reason: String, expiresAt: Instant? = nil, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<AccountState.Balance> {
    try Self.check(amount, reason)
    if history.app.told[id] == nil, let expiresAt, expiresAt <= moment {
      throw .invalid("expires_at", "Write a time that is still to come.")
    }
    let grant = AppFact.granted(CreditGrant(id: id, amount: amount, reason: reason, expiresAt: expiresAt))
    if try isKnown(id, as: grant) { return Decision(answer: .init(course.wallet)) }
    try begin(at: moment)
    return try accept(fact(id, grant)) { .init($0.course.wallet) }
  }

  /// Strikes out up to `amount` of what the account owes.
  package mutating func forgiveDebt(
    _ amount: Credits, reason: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<AccountState.Balance> {
    try Self.check(amount, reason)
    let forgiveness = AppFact.debtForgiven(DebtForgiveness(id: id, amount: amount, reason: reason))
    if try isKnown(id, as: forgiveness) { return Decision(answer: .init(course.wallet)) }
    try begin(at: moment)
    guard course.wallet.debt > 0 else { throw .conflict("no_debt", "The account owes nothing.") }
    return try accept(fact(id, forgiveness)) { .init($0.course.wallet) }
  }

  private static func check(_ amount: Credits, _ reason: String) throws(Refusal) {
    guard (1...CatalogRules.creditsMax).contains(amount) else {
      throw .invalid("amount", "Write 1 to \(CatalogRules.creditsMax) credits.")
    }
    guard (1...reasonLengthMax).contains(reason.count) else {
      throw .invalid("reason", "Write 1 to \(reasonLengthMax) characters: the ledger keeps it.")
    }
  }
}
