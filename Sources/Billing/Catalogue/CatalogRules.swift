/// An entry of the catalogue that cannot stand, and what to write instead.
package struct CatalogError: Error, Equatable, CustomStringConvertible {
  /// The entry, as keys and indices from the top of the file: `plans`, `2`, `refill`, `amount`.
  package let path: [String]
  package let problem: String

  package init(path: [String], problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { path.isEmpty ? problem : "\(path.joined(separator: ".")): \(problem)" }
}

/// What every catalogue must satisfy. All errors are found, in the order of the file.
enum CatalogRules {
  /// The largest number of credits that one entry may name: far from overflow however often it is granted.
  static let creditsMax: Credits = 1_000_000_000_000
  static let amountMax: Int64 = 1_000_000_000_000

  static func errors(_ catalog: Catalog) -> [CatalogError] {
    var check = Check()
    check.unique(catalog.plans.map(\.key), in: "plans")
    check.unique(catalog.packages.map(\.key), in: "packages")
    for plan in catalog.plans { check.plan(plan) }
    for package in catalog.packages { check.package(package) }
    if catalog.plans.filter(\.isFree).count != 1 {
      check.fail(["plans"], "exactly one plan must have no prices: it is everybody's free plan")
    }
    return check.errors
  }

  private struct Check {
    private(set) var errors: [CatalogError] = []

    mutating func fail(_ path: [String], _ problem: String) {
      errors.append(CatalogError(path: path, problem: problem))
    }

    mutating func unique(_ keys: [String], in path: String) {
      var seen: Set<String> = []
      for key in keys where !seen.insert(key).inserted {
        fail([path], "\(key) stands twice; each must be its own")
      }
    }

    mutating func plan(_ plan: Plan) {
      range(plan.tier, 0...1000, ["plans", plan.key, "tier"])
      range(plan.refill.amount, 1...creditsMax, ["plans", plan.key, "refill", "amount"])
      range(plan.cap, min(plan.refill.amount, creditsMax)...creditsMax, ["plans", plan.key, "cap"])
    }

    mutating func package(_ package: Package) {
      range(package.credits, 1...creditsMax, ["packages", package.key, "credits"])
    }

    mutating func range(_ value: Int64, _ range: ClosedRange<Int64>, _ path: [String]) {
      guard !range.contains(value) else { return }
      fail(path, "\(value) is out of range; write \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
