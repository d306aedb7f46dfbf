/// The one fold: the set of an account's facts becomes its state, its ledger and what became of each event.
///
/// The live path, `replay`, `verify` and the tests all use it, so a state is the same whatever the order, duplication
/// or delay of what brought it about.
package struct Fold: Sendable {
  package let state: AccountState
  /// What the facts and the time until the last of them moved. Refills that came due later count in `state` and are
  /// booked with the next fact.
  package let movements: [Movement]
  package let outcomes: [String: Outcome]
  /// The account run to the last fact, its movements taken: what a next fact of the app's own is added to.
  package let account: Account

  /// - Parameters:
  ///   - facts: in any order, each event once.
  ///   - moment: facts after it are left out; nil takes the moment of the last fact.
  /// - Throws: `ArithmeticError` when a sum leaves 64 bits.
  package init(_ facts: [Fact], catalog: Catalog, at moment: Instant? = nil) throws(ArithmeticError) {
    let last = facts.map(\.occurredAt).max() ?? Instant(clamping: 0)
    let moment = moment ?? last
    var account = try Account(facts, catalog: catalog, at: min(last, moment))
    movements = account.takeMovements().all
    state = try account.later(moment).state
    outcomes = account.outcomes
    self.account = account
  }
}
