import Testing

@testable import Billing

/// What values of a catalogue may be, where it does not come from a file.
@Suite("Catalogue rules")
struct CatalogRulesTests {
  private static let free = Plan(
    key: "free", name: "Free", tier: 0, refill: .init(amount: 80, unit: .day), cap: 560, prices: [])

  private static func paid(_ key: String, lookupKey: String? = nil) -> Plan {
    Plan(
      key: key, name: key, tier: 1, refill: .init(amount: 5000, unit: .month), cap: 15_000,
      prices: [
        PriceTerms(
          interval: .month, money: Money(amount: 1500, currency: "usd"), lookupKey: lookupKey ?? "\(key)_month",
          ids: [])
      ])
  }

  private static func paths(_ draft: CatalogDraft) -> [String] {
    draft.errors.map { $0.path.joined(separator: ".") }
  }

  @Test("All errors are thrown, not the first")
  func allErrors() {
    #expect {
      try Catalog(plans: [Self.paid("one"), Self.paid("one", lookupKey: "")], packages: [])
    } throws: { error in
      (error as? CatalogErrors)?.all.map(\.path)
        == [["plans", "#2", "key"], ["plans"], ["plans", "#2", "prices", "month", "lookup_key"]]
    }
  }

  @Test("A region may give other credits at prices of its own alone; to the free plan without")
  func regionalCredits() {
    let own = [
      PriceTerms(interval: .month, money: Money(amount: 1400, currency: "eur"), lookupKey: "pro_eu", ids: [])
    ]
    let terms: [(Region.PlanTerms, String, [String])] = [
      (.init(refill: 6000, cap: 18_000), "pro", ["regions.eu.plans.pro"]),
      (.init(cap: 18_000), "pro", ["regions.eu.plans.pro"]),
      (.init(refill: 5000), "pro", []),
      (.init(refill: 6000, cap: 18_000, prices: own), "pro", []),
      (.init(refill: 16_000, prices: own), "pro", ["regions.eu.plans.pro.cap"]),
      (.init(prices: []), "pro", ["regions.eu.plans.pro.prices"]),
      (.init(refill: 100), "free", []),
      (.init(prices: own), "free", ["regions.eu.plans.free.prices"]),
    ]
    for (terms, plan, expected) in terms {
      let region = Region(key: "eu", currency: "eur", plans: [plan: terms])
      let draft = CatalogDraft(plans: [Self.free, Self.paid("pro")], packages: [], regions: [region])
      #expect(Self.paths(draft) == expected)
    }
  }

  @Test("A value must be of its feature's kind", arguments: [FeatureValue.included(true), .text("10"), .limit(-1)])
  func kinds(_ value: FeatureValue) {
    let plan = Plan(
      key: "free", name: "Free", tier: 0, refill: .init(amount: 80, unit: .day), cap: 560, prices: [],
      features: ["slots": value])
    let slots = Feature(key: "slots", name: "Slots", kind: .limit)
    #expect(Self.paths(CatalogDraft(plans: [plan], packages: [], features: [slots])) == ["plans.free.features.slots"])
  }

  @Test("An offer must lower a price of something that it is for, somewhere")
  func offers() {
    let price = { Offer(key: "sale", name: "Sale", plans: ["pro"], reduction: .price($0)) }
    let draft = { CatalogDraft(plans: [Self.free, Self.paid("pro")], packages: [], offers: [price($0)]) }
    #expect(Self.paths(draft(Money(amount: 1499, currency: "usd"))) == [])
    #expect(Self.paths(draft(Money(amount: 1500, currency: "usd"))) == ["offers.sale.price"])
    #expect(Self.paths(draft(Money(amount: 1499, currency: "eur"))) == ["offers.sale.price"])
  }

  @Test(
    "The nearest word is offered, or none",
    arguments: [
      ("refil", "refill"), ("reflil", "refill"), ("Refill", "refill"), ("kay", "key"), ("monthly", "month"),
      ("currencies", nil), ("x", nil), ("", nil), ("zzzz", nil),
    ] as [(String, String?)])
  func nearest(_ word: String, _ meant: String?) {
    #expect(Nearest.to(word, in: ["key", "refill", "month", "currency"]) == meant)
  }

  @Test("Distances are those of insertions, deletions, replacements and swaps")
  func distances() {
    let table = [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("abcd", "acbd", 1), ("flaw", "lawn", 2)]
    for (one, other, distance) in table {
      #expect(Nearest.distance(one, other) == distance && Nearest.distance(other, one) == distance)
    }
  }

  @Test("An entry is named by its key, or by its number where that would not tell it apart")
  func labels() {
    #expect(EntryLabels.of(["a", nil, "a", "", "b"]) == ["a", "#2", "#3", "#4", "b"])
  }
}
