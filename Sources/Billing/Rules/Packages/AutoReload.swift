/// Whether auto-reload is on, and with what. Rules section 7.
package struct AutoReload: Sendable, Equatable, Encodable {
  package let enabled: Bool
  package let package: String?
  /// Credits: a spend that leaves less buys the package.
  package let threshold: Credits?
  /// Why it was switched off, where it was not the person.
  package let offReason: String?
}

extension AutoReload {
  private enum Turn {
    case on(String, Credits)
    case off(String)
  }

  /// On by the purchase that asked for it; off by a failed reload or a dispute. The last of them counts.
  static func state(_ facts: [Fact], _ purchases: PackagePurchases, _ disputes: Disputes, at: Instant) -> AutoReload? {
    var turns: [(Instant, Int, Turn)] = purchases.purchases.compactMap { purchase in
      purchase.autoReload.map { (purchase.at, 0, .on(purchase.package.key, $0)) }
    }
    turns += disputes.all.map { ($0.openedAt, 1, .off("dispute")) }
    for fact in facts {
      guard case .paymentFailed(let intent) = fact.body,
        Metadata.value(Metadata.reload, in: intent.metadata) != nil
      else { continue }
      turns.append((fact.occurredAt, 1, .off(intent.declineCode ?? intent.failureCode ?? "payment_failed")))
    }
    let past = turns.filter { $0.0 <= at }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    return past.reduce(nil) { state, turn in turned(state, turn.2) }
  }

  private static func turned(_ state: AutoReload?, _ turn: Turn) -> AutoReload? {
    switch turn {
    case .on(let package, let threshold):
      return AutoReload(enabled: true, package: package, threshold: threshold, offReason: nil)
    case .off(let reason):
      guard let state, state.enabled else { return state }
      return AutoReload(enabled: false, package: state.package, threshold: state.threshold, offReason: reason)
    }
  }
}
