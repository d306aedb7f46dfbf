internal import Billing
internal import Store

/// `tollbridge verify`: proves a store from its received bytes up. Every account's facts are read anew and folded, and
/// what is booked must be what the fold says, entry by entry along an unbroken chain.
package struct Verify {
  package struct Report: Encodable {
    package let accounts: Int
    package let entries: Int
    package let events: Int
    package let findings: [String]
  }

  private let ledgers: Ledgers

  package init(_ ledgers: Ledgers) { self.ledgers = ledgers }

  package func report(progress: (Int) -> Void) throws -> Report {
    var findings = try ledgers.store.read { try $0.damage() }
    let accounts = try ledgers.accounts()
    var entries = 0
    for (index, account) in accounts.enumerated() {
      let stored = try ledgers.store.read { try $0.entries(of: account) }
      entries += stored.count
      findings += try chain(account, stored).map { "account \(account): \($0)" }
      findings += try sums(account).map { "account \(account): \($0)" }
      if (index + 1).isMultiple(of: 1000) { progress(index + 1) }
    }
    let (count, events) = try ledgers.store.read { (try $0.entryCount(), try $0.eventCounts()) }
    if count != entries { findings.append("\(count - entries) entries belong to no account") }
    return Report(
      accounts: accounts.count, entries: entries, events: events.values.reduce(0, +), findings: findings)
  }

  /// Numbers without a gap, and each link computed again.
  private func chain(_ account: String, _ entries: [StoredEntry]) throws -> [String] {
    var link: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      guard entry.number == Int64(index + 1) else { return ["entry \(index + 1) is missing"] }
      link = try entry.expectedChain(after: link, account: account)
      guard link == entry.chain else { return ["entry \(entry.number) was changed after it was booked"] }
    }
    let head = try ledgers.store.read { try $0.head(of: account) }
    guard head.entries == Int64(entries.count), head.chain == link else {
      return ["the ledger ends at entry \(entries.count), the account says \(head.entries)"]
    }
    return []
  }

  /// What is booked is what the facts come to.
  private func sums(_ account: String) throws -> [String] {
    let (booked, facts) = try (ledgers.store.read { try $0.booked(of: account) }, ledgers.facts(of: account))
    let folded = try Fold(facts, catalog: ledgers.catalog)
    let missing = Settlement.entries(booked: booked, folded: folded.movements, settledAt: .latest)
    return missing.map { "\($0.cause) is off by \($0.amount) from \($0.from.rawValue) to \($0.to.rawValue)" }
  }
}

extension Verify.Report {
  package func json() throws -> String { try JSONText.canonical(self) }

  package var text: String {
    let summary = "\(events) events, \(accounts) accounts, \(entries) entries"
    guard !findings.isEmpty else { return "verified: \(summary); nothing is wrong" }
    return (findings + ["\(findings.count) findings in \(summary)"]).joined(separator: "\n")
  }
}
