package import Billing

/// The balances of many accounts at one moment, whatever came due meanwhile counted in.
package struct Balances: Sendable {
  private let ledgers: Ledgers

  package init(_ ledgers: Ledgers) { self.ledgers = ledgers }

  private struct Line: Encodable {
    let account: String
    let balance: AccountState.Balance
  }

  /// One account's balance as a line of words or of JSON; nil where the store knows no such account.
  package func line(_ account: String, at moment: Instant, asJSON: Bool) throws -> String? {
    guard let balance = try ledgers.fold(account, at: moment)?.state.balance else { return nil }
    guard !asJSON else { return try JSONText.canonical(Line(account: account, balance: balance)) }
    return "\(account)  available \(balance.available), held \(balance.held), frozen \(balance.frozen), "
      + "owed \(balance.debt)"
  }
}
