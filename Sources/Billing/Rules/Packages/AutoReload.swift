/// Whether auto-reload is on, and with what. Rules section 7.
package struct AutoReload: Sendable, Equatable, Encodable {
  package let enabled: Bool
  package let package: String?
  /// Credits: a spend that leaves less buys the package.
  package let threshold: Credits?
  /// Why it was switched off, where it was not the person.
  package let offReason: String?
  /// The most that reloads may cost within a month, in the currency's minor unit.
  package let monthlyMaximum: Int64?
  /// When it was set last: only what the balance does from then on counts.
  package let since: Instant

  private enum CodingKeys: String, CodingKey { case enabled, package, threshold, offReason }
}

extension AutoReload {
  private enum Turn {
    case on(String, Credits)
    case set(AutoReloadSetting)
    case off(String)
  }

  /// On by the purchase or the setting that asked for it; off by a failed reload or a dispute. The last counts.
  static func state(_ facts: [Fact], _ purchases: PackagePurchases, _ disputes: Disputes) -> AutoReload? {
    var turns: [(at: Instant, rank: Int64, turn: Turn)] = purchases.purchases.compactMap { purchase in
      purchase.autoReload.map { (purchase.at, 0, .on(purchase.package.key, $0)) }
    }
    turns += disputes.all.map { ($0.openedAt, 1, .off("dispute")) }
    for fact in facts {
      switch fact.body {
      case .paymentFailed(let intent) where Metadata.value(Metadata.reload, in: intent.metadata) != nil:
        turns.append((fact.occurredAt, 1, .off(intent.declineCode ?? intent.failureCode ?? "payment_failed")))
      case .app(.reloadFailed(let failure)) where failure.reason != ReloadFailure.notWanted:
        turns.append((fact.occurredAt, 1 + fact.sequence, .off(failure.reason)))
      case .app(.autoReloadSet(let setting)): turns.append((fact.occurredAt, 1 + fact.sequence, .set(setting)))
      default: break
      }
    }
    turns.sort { ($0.at, $0.rank) < ($1.at, $1.rank) }
    return turns.reduce(nil) { state, turn in turned(state, turn.turn, turn.at) }
  }

  private static func turned(_ state: AutoReload?, _ turn: Turn, _ at: Instant) -> AutoReload? {
    switch turn {
    case .on(let package, let threshold):
      return AutoReload(
        enabled: true, package: package, threshold: threshold, offReason: nil, monthlyMaximum: state?.monthlyMaximum,
        since: at)
    case .set(let setting):
      return AutoReload(
        enabled: setting.isOn, package: setting.package ?? state?.package,
        threshold: setting.threshold ?? state?.threshold, offReason: nil,
        monthlyMaximum: setting.isOn ? setting.monthlyMaximum : state?.monthlyMaximum,
        since: at)
    case .off(let reason):
      guard let state, state.enabled else { return state }
      return AutoReload(
        enabled: false, package: state.package, threshold: state.threshold, offReason: reason,
        monthlyMaximum: state.monthlyMaximum, since: at)
    }
  }

  /// What a person is told where a reload failed and switched it off.
  package func guidance(creditsLeft: Credits) -> GuidanceCode? {
    guard !enabled, let offReason, offReason != "dispute" else { return nil }
    return creditsLeft > 0 ? .autoReloadFailed : .autoReloadFailedNoCredits
  }
}
