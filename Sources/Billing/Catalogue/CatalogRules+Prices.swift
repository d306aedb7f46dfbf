extension CatalogRules {
  mutating func prices(_ prices: [PriceTerms], currency: String? = nil, _ path: [String]) {
    for (price, label) in zip(prices, prices.labels) {
      money(price.money, currency: currency, path + [label])
      guard label != price.interval.rawValue else { continue }
      fail(
        path + [label, "interval"], "the plan has a price for a \(price.interval.rawValue) already",
        "keep one; another currency belongs in a region")
    }
  }

  mutating func prices(_ prices: [PackagePrice], currency: String? = nil, _ path: [String]) {
    for (price, label) in zip(prices, prices.labels) {
      money(price.money, currency: currency, path + [label])
      guard label != price.money.currency, Self.isCurrency(price.money.currency) else { continue }
      fail(
        path + [label, "currency"], "the package has a price in \(price.money.currency) already",
        "keep one for each currency")
    }
  }

  /// - Parameter currency: what it must be in; nil for any.
  mutating func money(_ money: Money, currency: String? = nil, _ path: [String]) {
    range(money.amount, 0...Self.amountMax, path + ["amount"])
    self.currency(money.currency, path + ["currency"])
    guard let currency, Self.isCurrency(currency), Self.isCurrency(money.currency), money.currency != currency else {
      return
    }
    fail(path + ["currency"], "the region's currency is \(currency), not \(money.currency)", "write \(currency)")
  }

  mutating func currency(_ currency: String, _ path: [String]) {
    guard !Self.isCurrency(currency) else { return }
    let isCase = Self.isCurrency(currency.lowercased())
    fail(
      path, "\"\(currency)\" is no currency",
      isCase ? "write \(currency.lowercased())" : "write three lowercase letters of ISO 4217, as usd")
  }

  private static func isCurrency(_ text: String) -> Bool {
    text.count == 3 && text.allSatisfy { $0.isASCII && $0.isLowercase }
  }

  /// What recognises a price in a payload must recognise one price only.
  mutating func priceIdentities() {
    var owners: [String: [String]] = [:]
    for identity in identities {
      text(identity.word, max: Self.textLengthMax, identity.path)
      let owner = owners.updateValue(owners[identity.id] ?? identity.path, forKey: identity.id)
      guard let owner else { continue }
      fail(
        identity.path, "\(identity.word) stands at \(owner.joined(separator: ".")) too",
        "a price is recognised by it: give each its own")
    }
  }

  private var identities: [PriceIdentity] {
    let plans = zip(draft.plans, EntryLabels.of(draft.plans.map(\.key)))
    let packages = zip(draft.packages, EntryLabels.of(draft.packages.map(\.key)))
    return plans.flatMap { $0.prices.identities(["plans", $1, "prices"]) }
      + packages.flatMap { $0.prices.identities(["packages", $1, "prices"]) }
      + zip(draft.regions, EntryLabels.of(draft.regions.map(\.key))).flatMap { Self.identities($0, $1) }
  }

  /// An inherited price is no second one: the region does not name it.
  private static func identities(_ region: Region, _ label: String) -> [PriceIdentity] {
    let plans = region.plans.sorted { $0.key < $1.key }.flatMap { key, terms in
      (terms.prices ?? []).identities(["regions", label, "plans", key, "prices"])
    }
    return plans
      + region.packages.sorted { $0.key < $1.key }.flatMap { key, terms in
        (terms.prices ?? []).identities(["regions", label, "packages", key, "prices"])
      }
  }
}

/// A word by which a price is recognised, and where it stands.
private struct PriceIdentity {
  let kind: String
  let word: String
  let path: [String]

  var id: String { "\(kind) \(word)" }

  static func all(lookupKey: String?, ids: [String], _ path: [String]) -> [PriceIdentity] {
    let key = lookupKey.map { PriceIdentity(kind: "lookup_key", word: $0, path: path + ["lookup_key"]) }
    return (key.map { [$0] } ?? [])
      + zip(ids, EntryLabels.of(ids)).map { PriceIdentity(kind: "id", word: $0, path: path + ["ids", $1]) }
  }
}

extension [PriceTerms] {
  /// By interval.
  var labels: [String] { EntryLabels.of(map(\.interval.rawValue)) }

  fileprivate func identities(_ path: [String]) -> [PriceIdentity] {
    zip(self, labels).flatMap { PriceIdentity.all(lookupKey: $0.lookupKey, ids: $0.ids, path + [$1]) }
  }
}

extension [PackagePrice] {
  /// By currency.
  var labels: [String] { EntryLabels.of(map(\.money.currency)) }

  fileprivate func identities(_ path: [String]) -> [PriceIdentity] {
    zip(self, labels).flatMap { PriceIdentity.all(lookupKey: $0.lookupKey, ids: $0.ids, path + [$1]) }
  }
}
