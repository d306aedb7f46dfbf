package import Billing
package import Store

/// Reads accounts out of a store: their facts, folded at a moment.
package struct Ledgers: Sendable {
  let store: SQLiteStore
  package let catalog: Catalog
  /// Where accounts are kept for the next look; only beside the inbox that writes to the same store.
  private let recent: RecentAccounts?

  package init(store: SQLiteStore, catalog: Catalog, recent: RecentAccounts? = nil) {
    self.store = store
    self.catalog = catalog
    self.recent = recent
  }

  /// Every account that has facts, in the order of their names.
  func accounts() throws -> [String] { try all { try $0.accounts(after: $1, limit: $2) } }

  /// The same, with those that anything else in the store names.
  func everyAccount() throws -> [String] { try all { try $0.everyAccount(after: $1, limit: $2) } }

  private func all(_ page: @Sendable (ReadTransaction, String, Int) throws -> [String]) throws -> [String] {
    try store.read { reader in
      var all: [String] = []
      while true {
        let found = try page(reader, all.last ?? "", 1000)
        all += found
        guard found.count == 1000 else { return all }
      }
    }
  }

  func facts(of account: String) throws -> [Fact] {
    let (told, own) = try store.read { (try $0.facts(of: account), try $0.appFacts(of: account)) }
    return try told.compactMap { try $0.fact() } + own.map { try AppFactRecord.fact($0) }
  }

  /// An account at a moment; nil where it has no facts.
  func fold(_ account: String, at moment: Instant?) throws -> Fold? {
    let facts = try facts(of: account)
    guard !facts.isEmpty else { return nil }
    return try Fold(facts, catalog: catalog, at: moment)
  }

  /// An account as it stands at a moment of our clock, or when it was told of last if the provider's clock is ahead;
  /// nil where it has no facts.
  func account(_ account: String, at now: Int64) throws -> Account? {
    let last = try recent?.account(account) { try load(account) } ?? load(account)
    guard let last else { return nil }
    return try last.later(Instant(seconds: now) ?? last.moment)
  }

  /// The same where it is kept ready and needs no reading; else nil.
  func ready(_ account: String, at now: Int64) throws -> Account? {
    guard let last = try recent?.ready(account) else { return nil }
    return try last.later(Instant(seconds: now) ?? last.moment)
  }

  /// An account as its last fact left it.
  private func load(_ account: String) throws -> Account? {
    let facts = try facts(of: account)
    return facts.isEmpty ? nil : try Fold(facts, catalog: catalog).account
  }

  /// The moment of the newest event in the store: the same whatever the order in which they came.
  package func newestMoment() throws -> Instant? {
    try store.read { try $0.newestEventTime() }.flatMap { Instant(seconds: $0) }
  }
}
