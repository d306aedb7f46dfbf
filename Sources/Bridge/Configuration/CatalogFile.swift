package import Billing
internal import Foundation
internal import Yams

/// The catalogue as people write it: one YAML file.
package struct CatalogFile: Decodable {
  struct Policies: Decodable {
    var pastDueGraceDays: Int64?
    var grantOnZero: Billing.Policies.GrantOnZero?
    var endOfSubscription: Billing.Policies.EndOfSubscription?
  }

  struct Plan: Decodable {
    struct Refill: Decodable {
      var amount: Int64
      var unit: RefillUnit
    }

    struct Price: Decodable {
      var interval: BillingInterval
      var amount: Int64
      var currency: String
      var lookupKey: String?
      var ids: [String]?
    }

    var key: String
    var name: String
    var tier: Int64
    var refill: Refill
    var cap: Int64
    var prices: [Price]?
    var products: [String]?
  }

  struct Package: Decodable {
    struct Price: Decodable {
      var amount: Int64
      var currency: String
      var lookupKey: String?
      var ids: [String]?
    }

    var key: String
    var name: String
    var credits: Int64
    var autoReloadDiscountPercent: Int64?
    var prices: [Price]
  }

  var policies: Policies?
  var plans: [Plan]
  var packages: [Package]?

  /// Reads a catalogue file, or the example that is built in for nil.
  ///
  /// - Throws: `ConfigurationError` with the place and what is allowed there.
  package static func load(_ path: String?) throws(ConfigurationError) -> Catalog {
    let name = path ?? "the example catalogue"
    do {
      let bytes =
        try path.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) } ?? PackageResources.catalog_yaml
      return try parse(String(decoding: bytes, as: UTF8.self))
    } catch let error as CatalogError {
      throw ConfigurationError("TOLLBRIDGE_CATALOG: \(name): \(error)")
    } catch let error as DecodingError {
      throw ConfigurationError("TOLLBRIDGE_CATALOG: \(name): \(error.place)")
    } catch {
      throw ConfigurationError("TOLLBRIDGE_CATALOG: \(name) cannot be read: \(error)")
    }
  }

  package static func parse(_ yaml: String) throws -> Catalog {
    // Yams' decoder is lenient about unknown keys; docs/decisions/0007 says what the full check will add.
    try YAMLDecoder().decode(CatalogFile.self, from: yaml).catalog()
  }

  private func catalog() throws(CatalogError) -> Catalog {
    try Catalog(
      plans: plans.map(\.plan), packages: (packages ?? []).map(\.package),
      policies: Billing.Policies(
        pastDueGraceDays: policies?.pastDueGraceDays ?? 14, grantOnZero: policies?.grantOnZero ?? .always,
        endOfSubscription: policies?.endOfSubscription ?? .atOnce))
  }
}

extension CatalogFile.Policies {
  enum CodingKeys: String, CodingKey {
    case pastDueGraceDays = "past_due_grace_days"
    case grantOnZero = "grant_on_zero"
    case endOfSubscription = "end_of_subscription"
  }
}

extension CatalogFile.Plan.Price {
  enum CodingKeys: String, CodingKey {
    case interval, amount, currency, ids
    case lookupKey = "lookup_key"
  }
}

extension CatalogFile.Package.Price {
  enum CodingKeys: String, CodingKey {
    case amount, currency, ids
    case lookupKey = "lookup_key"
  }
}

extension CatalogFile.Package {
  enum CodingKeys: String, CodingKey {
    case key, name, credits, prices
    case autoReloadDiscountPercent = "auto_reload_discount_percent"
  }

  fileprivate var package: Billing.Package {
    Billing.Package(
      key: key, name: name, credits: credits,
      prices: prices.map {
        PackagePrice(money: Money(amount: $0.amount, currency: $0.currency), lookupKey: $0.lookupKey, ids: $0.ids ?? [])
      },
      autoReloadDiscountPercent: autoReloadDiscountPercent)
  }
}

extension CatalogFile.Plan {
  fileprivate var plan: Billing.Plan {
    Billing.Plan(
      key: key, name: name, tier: tier, refill: .init(amount: refill.amount, unit: refill.unit), cap: cap,
      prices: (prices ?? []).map {
        PriceTerms(
          interval: $0.interval, money: Money(amount: $0.amount, currency: $0.currency), lookupKey: $0.lookupKey,
          ids: $0.ids ?? [])
      },
      products: products ?? [])
  }
}

extension DecodingError {
  /// The entry that is wrong and why, for people.
  fileprivate var place: String {
    switch self {
    case .keyNotFound(let key, let context): "\(context.path): \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(context.path): \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }
}

extension DecodingError.Context {
  fileprivate var path: String {
    let parts = codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return parts.isEmpty ? "the file" : parts.joined(separator: ".")
  }
}
