import Billing
import Sandbox
import Stripe
import Testing

@Suite("Scenarios")
struct ScenarioTests {
  static let versions = ["2026-10-28.endive", "2024-06-20", "2020-08-27"]

  /// The types that the product reads, as far as they carry what it reads.
  static let readTypes: Set<String> = [
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired", "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed", "invoice.paid",
    "invoice.payment_failed", "invoice_payment.paid", "charge.refunded", "charge.refund.updated", "refund.created",
    "refund.updated", "refund.failed", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated", "subscription_schedule.created",
    "subscription_schedule.updated", "subscription_schedule.released",
  ]

  @Test("There are at least 24, each with its own name")
  func count() {
    #expect(Scenario.all.count >= 24)
    #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
  }

  @Test(
    "The product reads every event of every scenario, in every version", arguments: Scenario.all.map(\.name), versions)
  func readByTheProduct(_ name: String, _ version: String) async throws {
    let test = await TestSandbox(version: APIVersion(version))
    let report = try await test.play(name)
    let letters = await test.payloads()
    #expect(letters.count == report.events.count)
    for letter in letters {
      let event = try StripeEvent(letter.body)
      #expect(event.apiVersion == version)
      guard let type = event.type, Self.readTypes.contains(type) else { continue }
      guard case .fact = event.mapping else {
        Issue.record("\(name) \(type): \(event.mapping)")
        continue
      }
    }
  }

  @Test(
    "Every object of every scenario fits Stripe's schema",
    .enabled(if: SchemaChecker.shared != nil, "\(SchemaChecker.absence)"),
    arguments: Scenario.all.map(\.name))
  func fitsSchema(_ name: String) async throws {
    let checker = try #require(SchemaChecker.shared)
    let test = await TestSandbox()
    _ = try await test.play(name)
    for letter in await test.payloads() {
      let event = letter.json
      #expect(checker.problems(event) == [], "\(name) \(event.word("type"))")
      #expect(checker.problems(event["data"]["object"]) == [], "\(name) \(event.word("type"))")
    }
  }
}
