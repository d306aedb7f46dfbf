import Testing

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Stripe

@Suite("The catalogue at the stand-in")
struct CatalogTests {
  @Test("What is pushed is found, by a second push and by two at once; a price on other terms is replaced")
  func pushed() async throws {
    let together = try await Together()
    let connection = try #require(
      try Settings(environment: ["STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_API_BASE": together.origin])
        .provider)
    let example = String(decoding: try CatalogFile.bytes(nil), as: UTF8.self)
    let dearer = try CatalogFile.parse(example.replacing("amount: 1500", with: "amount: 1600"))
    let offered = try CatalogFile.parse(
      example + "\noffers:\n  - { key: tenth, name: Tenth, plans: [macro], percent_off: 10 }\n")
    for (catalog, isNew) in [(try CatalogFile.load(nil), false), (dearer, true), (offered, true)] {
      let (one, other) = (
        CatalogPush(catalog, client: connection.client()), CatalogPush(catalog, client: connection.client())
      )
      let (ones, others) = (try await one.changes(), try await other.changes())
      #expect(!ones.isEmpty || !isNew)
      async let applied: Void = one.apply(ones)
      try await other.apply(others)
      try await applied
      #expect(try await one.changes() == [])
      let keys = await together.sandbox.world.all("price").compactMap { $0["lookup_key"].text }
      #expect(Set(keys).count == keys.count)
    }
    await together.stop()
  }
}
