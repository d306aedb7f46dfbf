/// Reserving credits for a job and settling it once. Rules section 3.6.
extension Account {
  /// A hold lasts from a second to a week.
  package static let holdSeconds: ClosedRange<Int64> = 1...604_800

  /// Reserves credits, all of them or none.
  ///
  /// - Parameter seconds: how long, unless it is settled before.
  package mutating func hold(
    _ order: CreditOrder, seconds: Int64, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<SpendReceipt> {
    let amount = try order.amount(catalog)
    guard amount > 0 else { throw .invalid("amount", "There is nothing to hold.") }
    guard Self.holdSeconds.contains(seconds) else {
      throw .invalid("ttl", "Write \(Self.holdSeconds.lowerBound) to \(Self.holdSeconds.upperBound) seconds.")
    }
    if history.app.told[id] != nil {
      guard let known = history.app.hold(id), known.amount == amount, known.action == order.action else {
        throw .mismatch(id)
      }
      return Decision(answer: receipt(id, amount))
    }
    try begin(at: moment)
    try cover(amount)
    let end = max(moment, history.app.lastAt).adding(seconds: seconds)
    let hold = Hold(id: id, amount: amount, expiresAt: end, action: order.action)
    return try accept(fact(id, .held(hold))) { $0.receipt(id, amount) }
  }

  /// Spends what a job cost and releases the rest. After the hold's time was over it takes from what is there, or is
  /// refused.
  ///
  /// - Parameter amount: 1 to what was held.
  package mutating func capture(
    _ hold: String, amount: Credits, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<SpendReceipt> {
    guard let held = history.app.hold(hold) else { throw .notFound("hold", hold) }
    guard amount >= 1, amount <= held.amount else {
      throw .invalid("amount", "Write 1 to \(held.amount.grouped): a capture never takes more than was held.")
    }
    let capture = AppFact.holdCaptured(HoldCapture(hold: hold, amount: amount))
    if try isKnown(id, as: capture) { return Decision(answer: receipt(hold, amount)) }
    if let end = history.app.holdEnds[hold] {
      guard end.captured == amount else { throw .settled(hold, end.captured) }
      return Decision(answer: receipt(hold, amount))
    }
    try begin(at: moment)
    if course.wallet.holds[hold] == nil { try cover(amount) }
    return try accept(fact(id, capture)) { $0.receipt(hold, amount) }
  }

  /// Gives back all that was held, and ends it: nothing is captured after that. Of a hold whose time is over all has
  /// been given back already; that it ended is kept all the same.
  package mutating func release(
    _ hold: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<AccountState.Balance> {
    guard history.app.hold(hold) != nil else { throw .notFound("hold", hold) }
    let release = AppFact.holdReleased(hold: hold)
    let (isKnown, end) = (try isKnown(id, as: release), history.app.holdEnds[hold])
    if !isKnown, let end, end.captured > 0 { throw .settled(hold, end.captured) }
    try begin(at: moment)
    guard !isKnown, end == nil else { return Decision(answer: .init(course.wallet)) }
    return try accept(fact(id, release)) { .init($0.course.wallet) }
  }
}

extension Account {
  /// When a hold ends by itself; nil for none of this account.
  package func holdEnd(_ hold: String) -> Instant? { history.app.hold(hold)?.expiresAt }
}

extension Refusal {
  fileprivate static func settled(_ hold: String, _ amount: Credits) -> Refusal {
    .conflict(
      "hold_settled",
      amount > 0 ? "Hold \(hold) was captured, \(amount.grouped) credits." : "Hold \(hold) was released.")
  }
}
