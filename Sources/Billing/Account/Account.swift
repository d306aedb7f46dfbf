/// An account at a moment: its facts read together, and its credits run up to then. What commands are decided on.
///
/// A command's own fact is added to it without folding anew, where nothing that came later is known and the fact
/// changes nothing in how the others are read. Both come to the same.
package struct Account: Sendable {
  let catalog: Catalog
  private(set) var history: History
  private(set) var course: Course
  /// How far it has been run.
  package private(set) var moment: Instant
  private var isAnew = true

  /// What moved.
  package struct Movements: Sendable {
    package let all: [Movement]
    /// Whether they are those of the account's whole course, to be settled against what is booked; else they follow on
    /// those that were taken before.
    package let isWhole: Bool
  }

  /// - Parameters:
  ///   - facts: in any order, each once.
  ///   - moment: facts after it are left out.
  /// - Throws: `ArithmeticError` when a sum leaves 64 bits.
  package init(_ facts: [Fact], catalog: Catalog, at moment: Instant) throws(ArithmeticError) {
    self.catalog = catalog
    self.moment = moment
    history = History(facts.filter { $0.occurredAt <= moment }.sorted(by: Fact.inOrder), catalog)
    course = Course(history, catalog)
    try course.run(through: moment)
  }

  package var state: AccountState { AccountState(history, course, catalog, at: moment) }

  /// What can be spent, and what cannot.
  package var balance: AccountState.Balance { AccountState.Balance(course.wallet) }

  /// How many facts it is made of.
  package var factCount: Int { history.facts.count }

  /// How many of them are the app's own.
  package var ownFactCount: Int { history.app.told.count }

  /// The number of the last fact of the app's own; 0 where there is none.
  package var lastSequence: Int64 { history.app.lastSequence }

  /// The region whose terms the account is shown; nil for the catalogue's own.
  package var region: String? { history.app.region }

  package var outcomes: [String: Outcome] {
    Dictionary(history.facts.map { ($0.event, history.outcome($0)) }) { one, _ in one }
  }

  /// The movements that were not taken yet.
  package mutating func takeMovements() -> Movements {
    defer { isAnew = false }
    return Movements(all: course.takeMovements(), isWhole: isAnew)
  }

  /// The account as it will be at a later moment if nothing happens until then, to be looked at: whatever came due
  /// meanwhile counts, and all refills of a plan at once, however many, while nothing is owed. An earlier moment
  /// changes nothing.
  package func later(_ moment: Instant) throws(ArithmeticError) -> Account {
    guard moment > self.moment else { return self }
    var account = self
    account.moment = moment
    try account.course.run(through: moment, isBooked: false)
    return account
  }

  /// Lets time pass; each refill that comes due is a movement.
  package mutating func pass(to moment: Instant) throws(ArithmeticError) {
    guard moment > self.moment else { return }
    self.moment = moment
    try course.run(through: moment)
  }

  /// Adds what was just decided, after time has passed to it.
  package mutating func add(_ fact: Fact) throws(ArithmeticError) {
    guard fact.keepsHistory, fact.occurredAt >= moment, !history.facts.isEmpty else {
      self = try Account(history.facts + [fact], catalog: catalog, at: max(moment, fact.occurredAt))
      return
    }
    try pass(to: fact.occurredAt)
    history.add(fact)
    course.watch(from: history.autoReload?.since)
    if let step = fact.step { try course.take(step) }
  }

  /// The next fact of the app's own: at `moment`, or with the last one that was decided if a clock went back.
  func fact(_ id: String, _ body: AppFact) -> Fact {
    Fact(
      event: id, type: "app.\(body.name)", occurredAt: max(moment, history.app.lastAt), body: .app(body),
      sequence: history.app.lastSequence + 1)
  }
}
