internal import Billing
internal import Store
internal import Stripe

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
    let accounts = try ledgers.everyAccount()
    var entries = 0
    for (index, account) in accounts.enumerated() {
      do {
        let stored = try ledgers.store.read { try $0.entries(of: account) }
        entries += stored.count
        findings += try (chain(account, stored) + told(account)).map { "account \(account): \($0)" }
      } catch {
        // One that cannot be read keeps nobody else from being proved.
        findings.append("account \(account): it cannot be proved: \(error)")
      }
      if (index + 1).isMultiple(of: 1000) { progress(index + 1) }
    }
    let (count, events) = try ledgers.store.read { (try $0.entryCount(), try $0.eventCounts()) }
    if count != entries { findings.append("\(count - entries) entries could not be read") }
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

  /// What the account was told, read anew: each event is what its row says, its ids lead to the account, and what is
  /// booked is what all facts come to.
  private func told(_ account: String) throws -> [String] {
    let (events, own, booked) = try ledgers.store.read {
      (try $0.facts(of: account), try $0.appFacts(of: account), try $0.booked(of: account))
    }
    var facts = try own.map { try AppFactRecord.fact($0) }
    var findings: [String] = []
    for event in events {
      do {
        guard case .fact(let fact) = try event.reread().mapping else { continue }
        facts.append(fact)
        findings += try links(of: fact, to: account)
      } catch { findings.append("event \(event.id) cannot be read: \(error)") }
    }
    // What an event that cannot be read was worth nobody can say.
    return findings.isEmpty ? try sums(facts, booked) : findings
  }

  private func links(of fact: Fact, to account: String) throws -> [String] {
    let keys = fact.links.keys
    let links = try ledgers.store.read { try $0.links(keys) }.mapValues { $0.split(separator: " ") }
    // An older version may have tied a fact by fewer ids.
    guard keys.isEmpty || !links.isEmpty else { return ["no id of event \(fact.event) leads to it"] }
    return links.keys.sorted().filter { !(links[$0] ?? []).contains(account[...]) }
      .map { "\($0) of event \(fact.event) does not lead to it" }
  }

  private func sums(_ facts: [Fact], _ booked: [PostingKey: Credits]) throws -> [String] {
    let folded = try Fold(facts, catalog: ledgers.catalog)
    let missing = Settlement.entries(booked: booked, folded: folded.movements, settledAt: .latest)
    return missing.map { "\($0.cause) is off by \($0.amount) from \($0.from.rawValue) to \($0.to.rawValue)" }
  }
}

extension StoredEvent {
  private struct Changed: Error, CustomStringConvertible {
    let description = "its row says something else than its bytes"
  }

  fileprivate func reread() throws -> StripeEvent {
    let read = try StripeEvent(body)
    guard read.id == id, read.type == type, read.created?.seconds == created, read.livemode == livemode else {
      throw Changed()
    }
    return read
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
