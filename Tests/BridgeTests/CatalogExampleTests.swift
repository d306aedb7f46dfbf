import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// The example catalogue against the guide's table, written here a second time by hand.
@Suite("The example catalogue is the guide's, to the digit")
struct CatalogExampleTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let key: String
    let tier: Int64
    let monthly: Int64?
    let yearly: Int64?
    let refill: Int64
    let unit: RefillUnit
    let cap: Int64
    let portraits: FeatureValue
    let voices: FeatureValue
    let tasks: FeatureValue

    var testDescription: String { key }
  }

  static let rows = [
    Row(
      key: "nano", tier: 0, monthly: nil, yearly: nil, refill: 80, unit: .day, cap: 560, portraits: .limit(1),
      voices: .limit(0), tasks: .limit(1)),
    Row(
      key: "micro", tier: 1, monthly: 1500, yearly: 7200, refill: 5000, unit: .month, cap: 15_000,
      portraits: .limit(2), voices: .limit(0), tasks: .limit(3)),
    Row(
      key: "macro", tier: 2, monthly: 4000, yearly: 19_200, refill: 20_000, unit: .month, cap: 60_000,
      portraits: .limit(8), voices: .limit(5), tasks: .limit(6)),
    Row(
      key: "mega", tier: 3, monthly: 20_000, yearly: 96_000, refill: 100_000, unit: .month, cap: 300_000,
      portraits: .limit(50), voices: .unlimited, tasks: .limit(20)),
  ]

  @Test("Plans", arguments: rows)
  func plans(_ row: Row) throws {
    let plan = try #require(try CatalogFile.load(nil).plan(row.key))
    #expect(plan.tier == row.tier && plan.refill == .init(amount: row.refill, unit: row.unit) && plan.cap == row.cap)
    #expect(plan.price(.month)?.terms.money == row.monthly.map { Money(amount: $0, currency: "usd") })
    #expect(plan.price(.year)?.terms.money == row.yearly.map { Money(amount: $0, currency: "usd") })
    #expect(plan.features["portrait_models"] == row.portraits && plan.features["voice_models"] == row.voices)
    #expect(plan.features["concurrent_tasks"] == row.tasks && !plan.isLegacy)
  }

  @Test("Paying yearly is 60% off", arguments: rows.dropFirst())
  func yearly(_ row: Row) throws {
    #expect(Money(amount: try #require(row.monthly) * 12, currency: "usd").less(percent: 60).amount == row.yearly)
  }

  @Test(
    "Packages and their price per 100 credits, in cents",
    arguments: [
      ("nano", 1200, 4000, nil, 30), ("micro", 1500, 5000, nil, 30), ("macro", 4000, 20_000, 10, 20),
      ("mega", 20_000, 100_000, 30, 20),
    ] as [(String, Int64, Int64, Int64?, Int64)])
  func packages(_ key: String, _ cents: Int64, _ credits: Int64, _ discount: Int64?, _ per100: Int64) throws {
    let package = try #require(try CatalogFile.load(nil).package(key))
    #expect(package.prices.map(\.money) == [Money(amount: cents, currency: "usd")])
    #expect(package.credits == credits && package.autoReloadDiscountPercent == discount)
    #expect(cents * 100 == per100 * credits && package.expiresAfterDays == nil)
  }

  @Test("What paid plans unlock")
  func unlocks() throws {
    let catalog = try CatalogFile.load(nil)
    let having = { (feature: String) in catalog.plans.filter { $0.features[feature] == .included(true) }.map(\.key) }
    for feature in ["private_models", "private_content", "remove_watermark"] {
      #expect(having(feature) == ["micro", "macro", "mega"])
    }
    #expect(having("custom_voice_models") == ["macro", "mega"] && having("revenue_sharing") == ["mega"])
    #expect(catalog.plans.filter(\.isPopular).map(\.key) == ["macro"])
    #expect(catalog.plan("macro")?.badge == "71% pick this plan")
  }

  @Test("The comparison table's groups and first rows")
  func comparison() throws {
    let catalog = try CatalogFile.load(nil)
    #expect(
      catalog.comparison.map(\.name) == [
        "Essentials", "Models and concurrency", "Image features", "Video features", "Audio features",
      ])
    let titles = catalog.comparison.map { $0.features.compactMap { catalog.feature($0)?.name } }
    #expect(titles[0] == ["Private models", "Private content", "Remove watermark"])
    #expect(titles[1].prefix(3) == ["Max portrait models", "Max voice models", "Max concurrent tasks"])
  }

  @Test("Allowances in words agree with the refill and the actions' prices")
  func allowances() throws {
    let catalog = try CatalogFile.load(nil)
    for (feature, action) in [
      ("image_generation", "image"), ("image_upscale", "image_upscale"), ("video_generation", "video"),
      ("speech_generation", "speech"),
    ] {
      let cost = try #require(catalog.action(action)).credits
      for plan in catalog.plans where plan.refill.amount >= cost {
        guard case .text(let words) = plan.value(of: try #require(catalog.feature(feature))) else { continue }
        let number = words.replacingOccurrences(of: ",", with: "").prefix { $0.isNumber }
        #expect(Int64(number) == plan.refill.amount / cost, "\(plan.key) \(feature)")
      }
    }
  }

  @Test("Policies are the guide's; no region and no offer is in force")
  func policies() throws {
    let catalog = try CatalogFile.load(nil)
    #expect(catalog.policies.refundRequests == .init(withinHours: 48, creditsUsedBelow: 1000, interval: .year))
    #expect(catalog.policies.autoReload == .init(thresholdMin: 1000, thresholdMax: 9999, thresholdDefault: 2000))
    #expect(
      catalog.policies.oneTimePackages
        == .init(yearlySubscribers: true, plans: ["macro", "mega"], accountAgeDays: 30))
    #expect(catalog.policies.slowResultSeconds == 300 && catalog.regions.isEmpty && catalog.offers.isEmpty)
  }
}
