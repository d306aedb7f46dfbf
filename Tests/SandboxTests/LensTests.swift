import Sandbox
import Testing

@Suite("Shapes by version")
struct LensTests {
  /// The first payload of a type that a scenario tells to an endpoint of a version.
  private func object(_ type: String, of scenario: String, _ version: APIVersion) async throws -> JSON {
    let test = await TestSandbox(version: version)
    _ = try await test.play(scenario)
    let letter = await test.payloads().last { $0.json.word("type") == type }
    return try #require(letter).json["data"]["object"]
  }

  enum Holds: String, CustomTestStringConvertible {
    case there, absent
    var testDescription: String { rawValue }
  }

  /// Which path is there in the versions 2020-08-27, 2024-06-20 and 2026-10-28, by Stripe's changelog.
  static let table: [(type: String, scenario: String, path: String, v2020: Holds, v2024: Holds, newest: Holds)] = [
    ("customer.subscription.created", "subscribe", "current_period_end", .there, .there, .absent),
    ("customer.subscription.created", "subscribe", "items.data.0.current_period_end", .absent, .absent, .there),
    ("customer.subscription.created", "subscribe", "items.data.0.price.lookup_key", .there, .there, .there),
    ("customer.subscription.created", "subscribe", "billing_mode.type", .absent, .absent, .there),
    ("invoice.paid", "subscribe", "subscription", .there, .there, .absent),
    ("invoice.paid", "subscribe", "parent.subscription_details.subscription", .absent, .absent, .there),
    ("invoice.paid", "subscribe", "subscription_details.metadata.tollbridge_account", .there, .there, .absent),
    ("invoice.paid", "subscribe", "parent.subscription_details.metadata.tollbridge_account", .absent, .absent, .there),
    ("invoice.paid", "subscribe", "payment_intent", .there, .there, .absent),
    ("invoice.paid", "subscribe", "charge", .there, .there, .absent),
    ("invoice.paid", "subscribe", "paid", .there, .there, .absent),
    ("invoice.paid", "subscribe", "lines.data.0.price.id", .there, .there, .absent),
    ("invoice.paid", "subscribe", "lines.data.0.plan.id", .there, .there, .absent),
    ("invoice.paid", "subscribe", "lines.data.0.pricing.price_details.price", .absent, .absent, .there),
    ("invoice.paid", "subscribe", "lines.data.0.type", .there, .there, .absent),
    ("invoice.paid", "subscribe", "lines.data.0.parent.type", .absent, .absent, .there),
    ("invoice.paid", "upgrade", "lines.data.0.proration", .there, .there, .absent),
    ("invoice.paid", "upgrade", "lines.data.0.parent.subscription_item_details.proration", .absent, .absent, .there),
    ("invoice.paid", "upgrade", "lines.data.0.proration_details.credited_items.invoice", .there, .there, .absent),
    ("payment_intent.succeeded", "subscribe", "invoice", .there, .there, .absent),
    ("payment_intent.succeeded", "subscribe", "latest_charge", .absent, .there, .there),
    ("payment_intent.succeeded", "subscribe", "charges.data.0.id", .there, .absent, .absent),
    ("charge.refunded", "refund_of_invoice", "invoice", .there, .there, .absent),
    ("charge.refunded", "refund_of_invoice", "refunds.data.0.amount", .there, .absent, .absent),
    ("refund.created", "refund_full", "payment_method", .absent, .absent, .there),
    ("subscription_schedule.updated", "scheduled_downgrade", "billing_mode.type", .absent, .absent, .there),
    ("subscription_schedule.updated", "scheduled_downgrade", "phases.1.items.0.price", .there, .there, .there),
    ("checkout.session.completed", "package", "payment_intent", .there, .there, .there),
  ]

  @Test("Old paths are in old versions alone, new ones in new versions", arguments: table.indices)
  func paths(_ index: Int) async throws {
    let row = Self.table[index]
    let cases: [(APIVersion, Holds)] = [(.v2020, row.v2020), (.v2024, row.v2024), (.newest, row.newest)]
    for (version, expected) in cases {
      let value = try await object(row.type, of: row.scenario, version)[path: row.path]
      #expect(value.isNull == (expected == .absent), "\(version.name) \(row.type) \(row.path)")
    }
  }

  @Test("Answers follow the request's version, and say it")
  func answers() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let old = await test.call("GET", "/v1/subscriptions", version: .v2024)
    #expect(old.json[path: "data.0.current_period_end"].integer != nil)
    #expect(old.header("Stripe-Version") == "2024-06-20")
    let new = await test.call("GET", "/v1/subscriptions")
    #expect(new.json[path: "data.0.current_period_end"].isNull)
    #expect(await test.call("GET", "/v1/subscriptions", version: APIVersion("nonsense")).status == 400)
  }

  @Test("What changed is named by the names of the endpoint's version")
  func previousAttributes() async throws {
    for (version, path) in [(APIVersion.v2024, "current_period_end"), (.newest, "items.data.0.current_period_end")] {
      let test = await TestSandbox(version: version)
      _ = try await test.play("renew")
      let letter = await test.payloads().last { $0.json.word("type") == "customer.subscription.updated" }
      let previous = try #require(letter).json["data"]["previous_attributes"]
      #expect(previous[path: path].integer != nil, "\(version.name)")
    }
  }

  @Test("The notes of the world stay with it", arguments: [APIVersion.newest, .v2024, .v2020])
  func noNotes(_ version: APIVersion) async throws {
    let test = await TestSandbox(version: version)
    _ = try await test.play("upgrade")
    for letter in await test.payloads() {
      #expect(!String(decoding: letter.body, as: UTF8.self).contains("\"_"))
    }
  }
}
