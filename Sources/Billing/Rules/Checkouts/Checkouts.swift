/// What becomes of the checkouts that we ask for: one is open at a time. Rules sections 6.6 and 9.
extension Account {
  /// Notes that the account was seen; it exists from the first time on.
  ///
  /// - Parameter region: the catalogue's region whose terms it is shown from now on; nil leaves it as it was.
  package mutating func touch(
    region: String? = nil, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<Void> {
    if let region, !catalog.regions.contains(where: { $0.key == region }) {
      throw .invalid("region", "The catalogue has no region \(region).")
    }
    guard history.facts.isEmpty || region != nil && region != history.app.region else { return Decision(answer: ()) }
    try begin(at: moment)
    return try accept(fact(id, .touched(Touch(region: region)))) { _ in () }
  }

  /// Notes that the provider opened a checkout that we asked for, and closes those that were open before: two that were
  /// asked for at once leave one.
  package mutating func open(
    _ session: String, _ order: CheckoutOrder, expiresAt: Instant?, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<Void> {
    guard !history.app.openedCheckouts.contains(where: { $0.session == session }) else { return Decision(answer: ()) }
    try begin(at: moment)
    let older = openCheckouts
    let opening = CheckoutOpening(session: session, order: order, expiresAt: expiresAt)
    var decision = try accept(fact(id, .checkoutOpened(opening))) { _ in () }
    decision.effects += older.map { .expireCheckout(session: $0) }
    return decision
  }

  /// Notes that the person came back by the cancel URL, and closes the checkout so that it cannot be paid later.
  package mutating func leave(
    _ session: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<Void> {
    guard history.app.openedCheckouts.contains(where: { $0.session == session }) else {
      throw .notFound("checkout", session)
    }
    guard openCheckouts.contains(session) else { return Decision(answer: ()) }
    try begin(at: moment)
    var decision = try accept(fact(id, .checkoutCanceled(session: session))) { _ in () }
    decision.effects.append(.expireCheckout(session: session))
    return decision
  }
}
