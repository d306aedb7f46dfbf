package import Billing
internal import Store

/// What another catalogue in place of the one in force would come to: at the provider, and for real accounts.
package struct CatalogDiff: Encodable, Sendable {
  /// How an account stands under a catalogue.
  package struct Standing: Encodable, Sendable, Equatable {
    let plan: String
    let interval: String?
    let status: String
    let balance: AccountState.Balance

    init(_ state: AccountState) {
      (plan, interval, status, balance) = (state.plan, state.interval, state.status, state.balance)
    }
  }

  /// An account that stands otherwise.
  package struct Difference: Encodable, Sendable, Equatable {
    package let account: String
    package let now: Standing
    /// Nil where its facts cannot be computed.
    package let then: Standing?
  }

  /// What pushing it would do; nil where no key says which provider.
  package let provider: [CatalogPush.Change]?
  /// How many accounts were folded under both.
  package let compared: Int
  package let accounts: [Difference]

  /// Whether nothing differs.
  package var isEmpty: Bool { (provider ?? []).isEmpty && accounts.isEmpty }

  package func json() throws -> String { try JSONText.canonical(self) }
}

extension CatalogDiff {
  /// - Parameters:
  ///   - ledgers: the accounts, under the catalogue in force; nil leaves them out.
  ///   - moment: when they are looked at.
  package init(
    _ ledgers: Ledgers?, under other: Catalog, at moment: Instant, provider: [CatalogPush.Change]?,
    progress: (Int) -> Void = { _ in }
  ) throws {
    var found: [Difference] = []
    let names = try ledgers?.accounts() ?? []
    for (index, account) in names.enumerated() {
      if let facts = try ledgers?.facts(of: account), !facts.isEmpty, let catalog = ledgers?.catalog {
        let now = Standing(try Fold(facts, catalog: catalog, at: moment).state)
        let then = (try? Fold(facts, catalog: other, at: moment)).map { Standing($0.state) }
        if now != then { found.append(Difference(account: account, now: now, then: then)) }
      }
      if (index + 1).isMultiple(of: 1000) { progress(index + 1) }
    }
    self.init(provider: provider, compared: names.count, accounts: found)
  }

  /// For people: a line each.
  package var text: String {
    var lines = (provider ?? []).map(\.text)
    if provider == nil { lines.append("The provider was not asked: there is no STRIPE_SECRET_KEY.") }
    lines += accounts.map(\.text)
    lines.append(
      "\(provider.map { "\($0.count) changes at the provider; " } ?? "")"
        + "\(accounts.count) of \(compared) accounts compared stand otherwise")
    return lines.joined(separator: "\n")
  }
}

extension CatalogDiff.Difference {
  /// `account ada: plan micro, then nano; available 5,000, then 80`.
  package var text: String {
    guard let then else { return "account \(account): its credits leave 64 bits" }
    let numbers: [(String, Credits, Credits)] = [
      ("available", now.balance.available, then.balance.available), ("held", now.balance.held, then.balance.held),
      ("frozen", now.balance.frozen, then.balance.frozen), ("owed", now.balance.debt, then.balance.debt),
      ("of the plan", now.balance.plan, then.balance.plan), ("granted", now.balance.granted, then.balance.granted),
      ("purchased", now.balance.purchased, then.balance.purchased),
    ]
    let words: [(String, String, String)] =
      [
        ("plan", now.plan, then.plan), ("interval", now.interval ?? "none", then.interval ?? "none"),
        ("status", now.status, then.status),
      ] + numbers.map { ($0, $1.grouped, $2.grouped) }
    return "account \(account): "
      + words.filter { $1 != $2 }.map { "\($0) \($1), then \($2)" }.joined(separator: "; ")
  }
}
