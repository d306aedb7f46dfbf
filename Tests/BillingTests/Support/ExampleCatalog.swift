@testable import Billing

/// The guide's plans and packages, as the tests of the rules need them.
enum Example {
  static let features: [Feature] = [
    Feature(key: "private_models", name: "Private models", kind: .toggle),
    Feature(key: "private_content", name: "Private content", kind: .toggle, guidance: .privateCreationLocked),
    Feature(key: "remove_watermark", name: "Remove watermark", kind: .toggle),
    Feature(key: "portrait_models", name: "Max portrait models", kind: .limit, guidance: .customModelLimitReached),
    Feature(key: "voice_models", name: "Max voice models", kind: .limit, guidance: .voiceModelLimitReached),
    Feature(
      key: "concurrent_tasks", name: "Max concurrent tasks", kind: .lease(seconds: 600),
      guidance: .concurrentGenerationLimit),
    Feature(key: "image_features", name: "Image features", kind: .text),
  ]

  private static func features(
    paid: Bool, portraits: Int64, voices: FeatureValue, tasks: Int64
  ) -> [String: FeatureValue] {
    [
      "private_models": .included(paid), "private_content": .included(paid), "remove_watermark": .included(paid),
      "portrait_models": .limit(portraits), "voice_models": voices, "concurrent_tasks": .limit(tasks),
      "image_features": .text(paid ? "All" : "Basic"),
    ]
  }

  private static func prices(_ key: String, _ month: Int64, _ year: Int64) -> [PriceTerms] {
    [(BillingInterval.month, month), (.year, year)].map { interval, amount in
      PriceTerms(
        interval: interval, money: Money(amount: amount, currency: "usd"), lookupKey: "\(key)_\(interval.rawValue)",
        ids: [])
    }
  }

  static let plans: [Plan] = [
    Plan(
      key: "nano", name: "Nano", tier: 0, refill: .init(amount: 80, unit: .day), cap: 560, prices: [],
      features: features(paid: false, portraits: 1, voices: .limit(0), tasks: 1)),
    Plan(
      key: "micro", name: "Micro", tier: 1, refill: .init(amount: 5000, unit: .month), cap: 15_000,
      prices: prices("micro", 1500, 7200),
      features: features(paid: true, portraits: 2, voices: .limit(0), tasks: 3)),
    Plan(
      key: "macro", name: "Macro", tier: 2, refill: .init(amount: 20_000, unit: .month), cap: 60_000,
      prices: prices("macro", 4000, 19_200), isPopular: true, badge: "71% pick this plan",
      features: features(paid: true, portraits: 8, voices: .limit(5), tasks: 6)),
    Plan(
      key: "mega", name: "Mega", tier: 3, refill: .init(amount: 100_000, unit: .month), cap: 300_000,
      prices: prices("mega", 20_000, 96_000),
      features: features(paid: true, portraits: 50, voices: .unlimited, tasks: 20)),
  ]

  static let legacy = Plan(
    key: "old", name: "Old", tier: 1, refill: .init(amount: 6000, unit: .month), cap: 18_000,
    prices: prices("old", 1200, 6000), isLegacy: true,
    features: features(paid: true, portraits: 2, voices: .limit(0), tasks: 3))

  static let packages: [Package] = [
    package("nano", 1200, 4000, nil), package("micro", 1500, 5000, nil), package("macro", 4000, 20_000, 10),
    package("mega", 20_000, 100_000, 30),
  ]

  private static func package(_ key: String, _ amount: Int64, _ credits: Credits, _ percent: Int64?) -> Package {
    Package(
      key: key, name: key.prefix(1).uppercased() + key.dropFirst(), credits: credits,
      prices: [
        PackagePrice(money: Money(amount: amount, currency: "usd"), lookupKey: "package_\(key)", ids: [])
      ], autoReloadDiscountPercent: percent)
  }

  static let comparison = [
    ComparisonGroup(name: "Essentials", features: ["private_models", "private_content", "remove_watermark"]),
    ComparisonGroup(
      name: "Models and concurrency", features: ["portrait_models", "voice_models", "concurrent_tasks"]),
  ]

  static let policies = Policies(oneTimePackages: .init(plans: ["macro", "mega"]))

  static let actions = [ActionPrice(key: "image", name: "Image", credits: 10)]

  /// Plans that refill on other units than the guide's.
  static func plan(_ key: String, tier: Int64, _ amount: Credits, _ unit: RefillUnit) -> Plan {
    Plan(
      key: key, name: key, tier: tier, refill: .init(amount: amount, unit: unit), cap: 1_000_000,
      prices: prices(key, 1000 * tier, 10_000 * tier),
      features: features(paid: true, portraits: 2, voices: .limit(0), tasks: 3))
  }

  static func catalog(
    offers: [Offer] = [], regions: [Region] = [], policies: Policies = policies, packages: [Package] = packages,
    more: [Plan] = []
  ) throws -> Catalog {
    try Catalog(
      plans: plans + [legacy] + more, packages: packages, features: features, comparison: comparison, actions: actions,
      regions: regions, offers: offers, policies: policies)
  }
}
