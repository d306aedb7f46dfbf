import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

/// A catalogue with one of everything that can be pushed.
enum Shop {
  static let yaml = """
    plans:
      - { key: free, name: Free, tier: 0, refill: { amount: 50, unit: day }, cap: 50 }
      - key: micro
        name: Micro
        tier: 1
        refill: { amount: 5000, unit: month }
        cap: 15000
        prices:
          - { interval: month, amount: 1500, currency: usd, lookup_key: micro_month }
          - { interval: year, amount: 7200, currency: usd, lookup_key: micro_year }
      - key: mega
        name: Mega
        tier: 2
        refill: { amount: 9000, unit: month }
        cap: 15000
        prices: [{ interval: month, amount: 9900, currency: usd, ids: [price_mega] }]
      - key: old
        name: Old
        tier: 3
        legacy: true
        refill: { amount: 9000, unit: month }
        cap: 15000
        prices: [{ interval: month, amount: 5500, currency: usd, lookup_key: old_month }]
    packages:
      - key: small
        name: Small
        credits: 1000
        prices: [{ amount: 500, currency: usd, lookup_key: package_small }]
    regions:
      - key: eu
        currency: eur
        plans: { micro: { prices: [{ interval: month, amount: 1400, currency: eur, lookup_key: micro_month_eu }] } }
    offers:
      - { key: first, name: First, plans: [micro], first_payment_only: true, percent_off: 20, coupon: FIRST20 }
      - { key: spring, name: Spring, plans: [micro], interval: year, price: { amount: 6000, currency: usd } }
      - { key: pack, name: Pack, packages: [small], percent_off: 10 }
    """

  static func push(_ provider: ScriptedProvider, _ yaml: String = yaml) throws -> CatalogPush {
    CatalogPush(try CatalogFile.parse(yaml), client: try provider.client())
  }

  /// A provider that has all of it.
  static func stocked() async throws -> ScriptedProvider {
    let provider = ScriptedProvider()
    let push = try push(provider)
    try await push.apply(push.changes())
    return provider
  }
}

@Suite("Pushing the catalogue")
struct CatalogPushTests {
  @Test("An empty account gets what is sold, on its terms; pushing again finds nothing to do")
  func whole() async throws {
    let provider = ScriptedProvider()
    let push = try Shop.push(provider)
    let changes = try await push.changes()
    #expect(provider.posted("/products").isEmpty && provider.posted("/prices").isEmpty)
    #expect(
      changes.map { "\($0.action) \($0.kind) \($0.id)" } == [
        "create product tollbridge_plan_micro", "create product tollbridge_package_small", "create price micro_month",
        "create price micro_year", "create price micro_month_eu", "create price package_small",
        "create coupon FIRST20", "create coupon tollbridge_spring",
      ])
    try await push.apply(changes)
    #expect(
      provider.posted("/prices")[1] == [
        "product": "tollbridge_plan_micro", "currency": "usd", "unit_amount": "7200", "recurring[interval]": "year",
        "lookup_key": "micro_year",
      ])
    #expect(
      provider.posted("/prices")[3] == [
        "product": "tollbridge_package_small", "currency": "usd", "unit_amount": "500", "lookup_key": "package_small",
      ])
    #expect(
      provider.posted("/coupons") == [
        ["id": "FIRST20", "percent_off": "20", "duration": "once", "name": "First"],
        [
          "id": "tollbridge_spring", "amount_off": "1200", "currency": "usd", "duration": "forever", "name": "Spring",
        ],
      ])
    #expect(try await push.changes() == [])
  }

  @Test("The example catalogue is pushed whole, more lookup keys than one call takes among it")
  func example() async throws {
    let provider = ScriptedProvider()
    let example = String(decoding: try CatalogFile.bytes(nil), as: UTF8.self)
    let push = try Shop.push(provider, example)
    let changes = try await push.changes()
    try await push.apply(changes)
    #expect(changes.count { $0.kind == .price } == provider.priceCount && provider.priceCount >= 6)
    #expect(try await push.changes() == [])
  }

  @Test(
    "A price on other terms is replaced, and its lookup key goes over to the new one",
    arguments: [
      ScriptedProvider.price("micro_month", 1400),
      ScriptedProvider.price("micro_month", 1500, #"{"interval":"year","interval_count":1}"#),
      ScriptedProvider.price("micro_month", 1500, #"{"interval":"month","interval_count":3}"#),
      ScriptedProvider.price("micro_month", 1500, "null"),
      ScriptedProvider.price("micro_month", 1500, active: false),
      ScriptedProvider.price("micro_month", 1500).replacing("usd", with: "eur"),
    ])
  func replaced(_ json: String) async throws {
    let provider = try await Shop.stocked()
    provider.change { world in
      world.prices.removeAll { $0.key == "micro_month" }
      world.prices.append(("price_micro_month", "micro_month", json))
    }
    let push = try Shop.push(provider)
    let changes = try await push.changes()
    #expect(changes.map { "\($0.action) \($0.id)" } == ["replace micro_month"])
    try await push.apply(changes)
    #expect(provider.posted("/prices").last?["transfer_lookup_key"] == "true")
    #expect(provider.prices("micro_month").count == 1)
    #expect(try await push.changes() == [])
  }

  @Test("A price of somebody else's product, with the same terms, stays as it is")
  func otherProduct() async throws {
    let provider = ScriptedProvider()
    provider.change { world in
      world.prices.append(("price_1", "micro_month", ScriptedProvider.price("micro_month", 1500)))
    }
    #expect(try await !Shop.push(provider).changes().contains { $0.id == "micro_month" })
  }

  @Test("Two who push at once come to one of each")
  func twoAtOnce() async throws {
    let provider = ScriptedProvider()
    let (one, other) = (try Shop.push(provider), try Shop.push(provider))
    let (ones, others) = (try await one.changes(), try await other.changes())
    try await one.apply(ones)
    try await other.apply(others)
    #expect(provider.priceCount == 4)
    let dearer = Shop.yaml.replacing("amount: 1500", with: "amount: 1600")
    let (third, fourth) = (try Shop.push(provider, dearer), try Shop.push(provider, dearer))
    let (thirds, fourths) = (try await third.changes(), try await fourth.changes())
    try await third.apply(thirds)
    try await fourth.apply(fourths)
    #expect(provider.priceCount == 5)
    let back = try Shop.push(provider)
    try await back.apply(back.changes())
    try await third.apply(third.changes())
    #expect(provider.priceCount == 7)
    #expect(try await third.changes() == [])
  }

  @Test("A coupon on other terms is left for a person, and so is an offer that no coupon can carry out")
  func conflicts() async throws {
    let provider = try await Shop.stocked()
    let yaml = Shop.yaml.replacing("percent_off: 20", with: "percent_off: 25").replacing(
      "interval: year, price: { amount: 6000", with: "price: { amount: 1000")
    let posts = provider.posted("/coupons").count
    let push = try Shop.push(provider, yaml)
    let changes = try await push.changes()
    #expect(changes.map { "\($0.action) \($0.id)" } == ["conflict FIRST20", "conflict tollbridge_spring"])
    #expect(changes[0].found == "20 percent off, for the first payment")
    try await push.apply(changes)
    #expect(provider.posted("/coupons").count == posts)
    let lasting = try Shop.push(provider, Shop.yaml.replacing("first_payment_only: true, ", with: ""))
    #expect(try await lasting.changes().map(\.id) == ["FIRST20"])
  }

  @Test("A failure that says nothing of what is there stops the push")
  func refused() async throws {
    let provider = ScriptedProvider()
    let push = try Shop.push(provider)
    let changes = try await push.changes()
    provider.change { $0.refusal = (403, "forbidden") }
    await #expect(throws: StripeFailure.self) { try await push.apply(changes) }
    await #expect(throws: StripeFailure.self) { try await push.changes() }
  }
}

@Suite("Comparing catalogues")
struct CatalogDiffTests {
  private func example(_ old: String, _ new: String) throws -> Catalog {
    let text = String(decoding: try CatalogFile.bytes(nil), as: UTF8.self)
    #expect(text.contains(old))
    return try CatalogFile.parse(text.replacing(old, with: new))
  }

  @Test("An account that another catalogue changes is listed with both values, one that it does not is not")
  func accounts() throws {
    let store = try SQLiteStore(path: nil)
    _ = try Stage.replay(Stage.story("15-package-paid"), store: store)
    let (_, ledgers) = try Stage.replay(Stage.story("01-subscribe"), store: store)
    let moment = try #require(try ledgers.newestMoment())
    let names = try ledgers.accounts()
    let same = try CatalogDiff(ledgers, under: Stage.catalog, at: moment, provider: [])
    #expect(same.isEmpty && same.compared == names.count && names.count == 2)
    let other = try example("name: Micro\n    credits: 5000", "name: Micro\n    credits: 6000")
    let diff = try CatalogDiff(ledgers, under: other, at: moment, provider: nil)
    #expect(!diff.isEmpty)
    #expect(diff.accounts.map(\.account) == ["olga"])
    let found = try #require(diff.accounts.first)
    #expect((found.now.balance.purchased, found.then?.balance.purchased) == (5000, 6000))
    #expect(found.text.contains("purchased 5,000, then 6,000") && !found.text.contains("plan nano"))
    #expect(try diff.json().contains(#""purchased":6000"#))
  }

  @Test("What pushing would do is a difference too")
  func provider() async throws {
    let push = try Shop.push(ScriptedProvider())
    let diff = try CatalogDiff(nil, under: Stage.catalog, at: .latest, provider: try await push.changes())
    #expect(!diff.isEmpty && diff.text.contains("create price micro_month: Micro, 15.00 USD a month"))
  }
}
