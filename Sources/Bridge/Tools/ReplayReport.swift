internal import Billing
internal import Native
internal import Store

/// What a replay came to. `state_digest` is the same for every order and duplication of one set of events.
package struct ReplayReport: Encodable, Sendable {
  package struct Events: Encodable, Sendable, Equatable {
    package var applied = 0
    package var ignored = 0
    package var parked = 0
    package var quarantined = 0
    package var duplicate = 0
    package var failed = 0
    package var rejected = 0
  }

  struct LedgerCount: Encodable { let entries: Int }

  package let events: Events
  let accounts: [String: AccountView]
  let ledger: LedgerCount
  package let stateDigest: String
  let at: String?
  let elapsedSeconds: Double
  package let eventsPerSecond: Double

  private enum CodingKeys: String, CodingKey {
    case events, accounts, ledger, at
    case stateDigest = "state_digest"
    case elapsedSeconds = "elapsed_seconds"
    case eventsPerSecond = "events_per_second"
  }

  /// - Parameters:
  ///   - firstSeq: events are counted that came after the one of this number.
  ///   - moment: when the accounts are looked at; nil takes the newest event's time.
  init(_ ledgers: Ledgers, _ tally: Replay.Tally, after firstSeq: Int64, at moment: Instant?, elapsed: Double) throws {
    let moment = try moment ?? ledgers.newestMoment()
    var accounts: [String: AccountView] = [:]
    for account in try ledgers.accounts() {
      if let fold = try ledgers.fold(account, at: moment) { accounts[account] = AccountView(state: fold.state) }
    }
    let counts = try ledgers.store.read { try $0.eventCounts(after: firstSeq) }
    var events = Events()
    events.applied = counts["applied"] ?? 0
    events.ignored = counts["ignored"] ?? 0
    events.parked = counts["parked"] ?? 0
    events.quarantined = counts["quarantined"] ?? 0
    events.failed = counts["failed"] ?? 0
    events.duplicate = tally.duplicate
    events.rejected = tally.rejected
    self.events = events
    self.accounts = accounts
    ledger = LedgerCount(entries: try ledgers.store.read { try $0.entryCount() })
    stateDigest = try SHA256.hex(JSONText.canonical(accounts))
    at = moment?.description
    elapsedSeconds = elapsed
    eventsPerSecond = elapsed > 0 ? Double(tally.delivered) / elapsed : 0
  }

  package func json() throws -> String { try JSONText.canonical(self) }

  /// For people.
  package var text: String {
    var lines = accounts.sorted { $0.key < $1.key }.map { name, view in
      let state = view.state
      let plan = [state.plan, state.interval].compactMap(\.self).joined(separator: " / ")
      return "\(name): \(plan), \(state.status); \(state.balance.available) credits"
        + (state.balance.debt > 0 ? ", \(state.balance.debt) owed" : "")
        + (state.balance.frozen > 0 ? ", \(state.balance.frozen) frozen" : "")
    }
    lines.append(
      "events: \(events.applied) applied, \(events.ignored) ignored, \(events.parked) parked, "
        + "\(events.quarantined) quarantined, \(events.failed) failed; "
        + "\(events.duplicate) duplicates, \(events.rejected) rejected")
    lines.append("ledger: \(ledger.entries) entries")
    lines.append("state: \(stateDigest)")
    return lines.joined(separator: "\n")
  }
}
