/// An entry of the catalogue that cannot stand, and what to write instead.
package struct CatalogError: Error, Equatable, CustomStringConvertible {
  /// The entry, as a path: `plans.micro.refill.amount`.
  package let path: String
  package let problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { "\(path): \(problem)" }
}

/// What every catalogue must satisfy.
enum CatalogRules {
  /// The largest number of credits that one entry may name: far from overflow however often it is granted.
  static let creditsMax: Credits = 1_000_000_000_000
  static let amountMax: Int64 = 1_000_000_000_000

  static func check(plans: [Plan], packages: [Package], policies: Policies) throws(CatalogError) {
    try unique(plans.map(\.key), in: "plans")
    try unique(packages.map(\.key), in: "packages")
    for plan in plans { try check(plan) }
    for package in packages { try check(package) }
    guard plans.filter(\.isFree).count == 1 else {
      throw CatalogError(path: "plans", problem: "exactly one plan must have no prices: it is everybody's free plan")
    }
    try range(policies.pastDueGraceDays, 0...366, "policies.past_due_grace_days")
    let prices = plans.flatMap(\.prices)
    let sold = packages.flatMap(\.prices)
    try unique(prices.compactMap(\.lookupKey) + sold.compactMap(\.lookupKey), in: "lookup_key")
    try unique(prices.flatMap(\.ids) + sold.flatMap(\.ids), in: "ids")
  }

  private static func check(_ plan: Plan) throws(CatalogError) {
    let path = "plans.\(plan.key)"
    try named(plan.key, path)
    try range(plan.tier, 0...1000, "\(path).tier")
    try range(plan.refill.amount, 1...creditsMax, "\(path).refill.amount")
    try range(plan.cap, plan.refill.amount...creditsMax, "\(path).cap")
    for price in plan.prices { try check(price.money, "\(path).prices.\(price.interval.rawValue)") }
  }

  private static func check(_ package: Package) throws(CatalogError) {
    let path = "packages.\(package.key)"
    try named(package.key, path)
    try range(package.credits, 1...creditsMax, "\(path).credits")
    if let percent = package.autoReloadDiscountPercent {
      try range(percent, 0...100, "\(path).auto_reload_discount_percent")
    }
    for price in package.prices { try check(price.money, "\(path).prices") }
  }

  private static func check(_ money: Money, _ path: String) throws(CatalogError) {
    try range(money.amount, 0...amountMax, "\(path).amount")
    guard money.currency.count == 3, money.currency.allSatisfy({ $0.isASCII && $0.isLowercase }) else {
      throw CatalogError(path: "\(path).currency", problem: "write three lowercase letters of ISO 4217, as in usd")
    }
  }

  private static func named(_ key: String, _ path: String) throws(CatalogError) {
    guard (1...64).contains(key.count),
      key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) })
    else { throw CatalogError(path: path, problem: "a key is 1 to 64 letters, digits, _ or -") }
  }

  private static func range(_ value: Int64, _ range: ClosedRange<Int64>, _ path: String) throws(CatalogError) {
    guard range.contains(value) else {
      throw CatalogError(
        path: path, problem: "\(value) is out of range; write \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private static func unique(_ keys: [String], in path: String) throws(CatalogError) {
    var seen: Set<String> = []
    for key in keys where !seen.insert(key).inserted {
      throw CatalogError(path: path, problem: "\(key) stands twice; each must be its own")
    }
  }
}
