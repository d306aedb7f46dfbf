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

  /// - Parameter progress: told now and then how many accounts are proved.
  package func report(progress: @Sendable (Int) -> Void) throws -> Report {
    let catalog = ledgers.catalog
    // One view of the store for all of it: a service that goes on writing is no finding.
    return try ledgers.store.read { try Proof(reader: $0, catalog: catalog).report(progress) }
  }
}

/// The proof of one view of a store.
private struct Proof {
  let reader: ReadTransaction
  let catalog: Catalog

  func report(_ progress: (Int) -> Void) throws -> Verify.Report {
    var findings = try reader.damage() + unattached()
    var (accounts, entries) = (0, 0)
    var page = try reader.everyAccount(after: "", limit: Self.pageSize)
    while let last = page.last {
      for account in page {
        do {
          let stored = try reader.entries(of: account)
          entries += stored.count
          findings += try (chain(account, stored) + told(account)).map { "account \(account): \($0)" }
        } catch {
          // One that cannot be read keeps nobody else from being proved.
          findings.append("account \(account): it cannot be proved: \(error)")
        }
      }
      accounts += page.count
      progress(accounts)
      page = try reader.everyAccount(after: last, limit: Self.pageSize)
    }
    let count = try reader.entryCount()
    if count != entries { findings.append("\(count - entries) entries could not be read") }
    let events = try reader.eventCounts().values.reduce(0, +)
    return Verify.Report(accounts: accounts, entries: entries, events: events, findings: findings)
  }

  private static let pageSize = 1000

  /// Numbers without a gap, and each link computed again.
  private func chain(_ account: String, _ entries: [StoredEntry]) throws -> [String] {
    var link: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      guard entry.number == Int64(index + 1) else { return ["entry \(index + 1) is missing"] }
      link = try entry.expectedChain(after: link, account: account)
      guard link == entry.chain else { return ["entry \(entry.number) was changed after it was booked"] }
    }
    let head = try reader.head(of: account)
    guard head.entries == Int64(entries.count), head.chain == link else {
      return ["the ledger ends at entry \(entries.count), the account says \(head.entries)"]
    }
    return []
  }

  // MARK: What was received

  /// The events that no account has: each is what its row says, and none of them changed anything.
  private func unattached() throws -> [String] {
    var findings: [String] = []
    var seen: Int64 = 0
    while true {
      let page = try reader.unattachedEvents(after: seen, limit: Self.pageSize)
      guard let last = page.last else { break }
      for event in page {
        do { findings += try finding(event).map { ["event \(event.id): \($0)"] } ?? [] } catch {
          findings.append("event \(event.id) cannot be read: \(error)")
        }
      }
      seen = last.seq
    }
    let missing = try reader.missingEvents()
    return missing == 0 ? findings : findings + ["\(missing) events are missing"]
  }

  private func finding(_ event: StoredEvent) throws -> String? {
    // What was no event, or none that could be read, was given a name of its own.
    guard !event.id.hasPrefix("sha256:"), event.status != "failed" else { return nil }
    switch (try event.reread().mapping, event.status) {
    case (.fact, "applied"): return "it is applied, and to no account"
    case (.fact(let fact), "parked"):
      let keys = fact.links.keys
      return try keys.isEmpty || reader.isWaiting(event.seq, for: keys) ? nil : "it is parked, and waits for nothing"
    case (.unreadable, "applied"), (.ignored, "applied"): return "it is applied, and tells nothing"
    default: return nil
    }
  }

  /// What the account was told, read anew: each event is what its row says, its ids lead to the account, and what is
  /// booked is what all facts come to.
  private func told(_ account: String) throws -> [String] {
    let (events, own) = (try reader.facts(of: account), try reader.appFacts(of: account))
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
    guard findings.isEmpty else { return findings }
    let folded = try Fold(facts, catalog: catalog)
    return statuses(events, folded) + sums(try reader.booked(of: account), folded)
  }

  private func links(of fact: Fact, to account: String) throws -> [String] {
    let keys = fact.links.keys
    let links = try reader.links(keys).mapValues { $0.split(separator: " ") }
    // An older version may have tied a fact by fewer ids.
    guard keys.isEmpty || !links.isEmpty else { return ["no id of event \(fact.event) leads to it"] }
    return links.keys.sorted().filter { !(links[$0] ?? []).contains(account[...]) }
      .map { "\($0) of event \(fact.event) does not lead to it" }
  }

  /// What became of each event is what its row says.
  private func statuses(_ events: [StoredEvent], _ folded: Fold) -> [String] {
    events.compactMap { event in
      let status = (folded.outcomes[event.id] ?? .applied).status
      return status == event.status ? nil : "event \(event.id) is \(status), and its row says \(event.status)"
    }
  }

  private func sums(_ booked: [PostingKey: Credits], _ folded: Fold) -> [String] {
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
    let count = findings.count == 1 ? "1 finding" : "\(findings.count) findings"
    return (findings + ["\(count) in \(summary)"]).joined(separator: "\n")
  }
}
