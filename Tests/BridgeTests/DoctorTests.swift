import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

@Suite("The doctor")
struct DoctorTests {
  private let scratch = ScratchFolder()

  private static let now: Int64 = 1_800_000_000
  private static let key = "sk_test_51Secret0123456789"
  private static let webhookSecret = "whsec_0123456789abcdef0123"
  private static let apiKey = "key-0123456789abcdefghijklmnop"

  private static func endpoint(_ events: [String], status: String = "enabled", version: String? = nil) -> String {
    let list = events.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"id":"we_1","object":"webhook_endpoint","url":"https://a.example/webhooks/stripe","status":"\#(status)","#
      + #""api_version":\#(version.map { "\"\($0)\"" } ?? "null"),"enabled_events":[\#(list)]}"#
  }

  /// A provider where all is well.
  private func healthy() async throws -> ScriptedProvider {
    let provider = try await Shop.stocked()
    provider.change { world in
      world.date = HTTPDate.text(Self.now - 2)
      world.endpoints = [Self.endpoint(["*"], version: StripeClient.pinnedVersion)]
    }
    return provider
  }

  private func checkup(
    _ provider: ScriptedProvider, _ more: [String: String] = [:], store: (SQLiteStore) throws -> Void = { _ in }
  ) async throws -> Checkup {
    let path = scratch.newPath()
    let opened = try SQLiteStore(path: path)
    try opened.write(now: Self.now) { try $0.setCursor(Reconciler.completedAt, to: Self.now - 60) }
    try store(opened)
    try opened.close()
    let environment = [
      "STRIPE_SECRET_KEY": Self.key, "STRIPE_WEBHOOK_SECRET": Self.webhookSecret, "TOLLBRIDGE_API_KEYS": Self.apiKey,
      "DATABASE_URL": "sqlite:\(path)",
    ].merging(more) { _, new in new }
    let settings = try Settings(environment: environment)
    return await Doctor(
      settings: settings, catalog: try CatalogFile.parse(Shop.yaml), client: try provider.client(), now: { Self.now }
    ).checkup()
  }

  private func levels(_ checkup: Checkup, _ subject: String) -> [Checkup.Level] {
    checkup.findings.filter { $0.subject == subject }.map(\.level)
  }

  @Test("Where all is well nothing is said against it, and no secret is printed")
  func healthyOne() async throws {
    let checkup = try await checkup(healthy())
    #expect(checkup.findings.filter { $0.level != .ok } == [])
    let subjects = Set(checkup.findings.map(\.subject))
    #expect(
      subjects == [
        "settings", "catalogue", "store", "sqlite", "backlog", "reconcile", "key", "clock", "endpoint", "version",
        "prices", "coupons",
      ])
    for text in [checkup.text, try checkup.json()] {
      #expect(!text.contains("Secret") && !text.contains("0123456789"))
      #expect(text.contains("sk_test_…(redacted)") && text.contains("4 of 4"))
    }
    #expect(Set(checkup.settings.map(\.name)) == Set(Settings.names))
  }

  @Test("Hooks are shown without what is secret in them; dead ones, and ones that may go anywhere, are warned of")
  func hooks() async throws {
    let given = [
      "TOLLBRIDGE_HOOK_URLS": "https://app.example/in?token=Secret", "TOLLBRIDGE_HOOK_SECRETS": HookBench.secret,
    ]
    let well = try await checkup(healthy(), given)
    #expect(levels(well, "hooks") == [.ok] && !well.text.contains("Secret") && !well.text.contains("MfKQ"))
    #expect(well.text.contains("at https://app.example/in?…"))
    let ill = try await checkup(healthy(), given.merging(["TOLLBRIDGE_HOOK_PRIVATE": "true"]) { $1 }) { store in
      try store.write(now: Self.now) {
        try $0.save(HookDelivery(endpoint: "ep", seq: 1, status: .dead, attempts: 10, nextAttemptAt: nil))
      }
    }
    #expect(levels(ill, "hooks") == [.ok, .warning, .warning])
  }

  @Test("An endpoint that is not sent what is read is a failure that names it")
  func events() async throws {
    let provider = try await healthy()
    provider.change { $0.endpoints = [Self.endpoint(EventTypes.wanted.filter { $0 != "invoice.paid" })] }
    let found = try await checkup(provider)
    #expect(found.hasFailure && found.text.contains("is not sent invoice.paid"))
    provider.change { $0.endpoints.append(Self.endpoint(EventTypes.wanted)) }
    #expect(try await !checkup(provider).hasFailure)
  }

  @Test("Without an endpoint that is enabled a live account fails, a test account is warned")
  func noEndpoint() async throws {
    let provider = try await healthy()
    provider.change { $0.endpoints = [Self.endpoint(["*"], status: "disabled")] }
    #expect(levels(try await checkup(provider), "endpoint") == [.warning])
    let live = try await checkup(provider, ["STRIPE_SECRET_KEY": "sk_live_51Secret0123456789"])
    #expect(levels(live, "endpoint") == [.failure])
    #expect(live.text.contains("real customers see the example catalogue"))
  }

  @Test("Events in a version newer than the one that is read are warned of")
  func version() async throws {
    let provider = try await healthy()
    provider.change { $0.endpoints = [Self.endpoint(["*"], version: "2031-01-01.later")] }
    #expect(levels(try await checkup(provider), "version") == [.warning])
  }

  @Test("A plan's price that is missing or different fails, a package's is warned of; a coupon fails")
  func goods() async throws {
    let provider = try await healthy()
    provider.change { world in
      world.prices.removeAll { ["micro_year", "package_small"].contains($0.key) }
      world.coupons = [:]
    }
    let checkup = try await checkup(provider)
    #expect(levels(checkup, "prices") == [.failure, .warning, .ok])
    #expect(levels(checkup, "coupons") == [.failure, .failure, .ok])
    #expect(checkup.text.contains("micro_year is not there (Micro, 72.00 USD a year); run tollbridge catalog push"))
  }

  @Test("A key that the provider does not take, and a provider that is not there, are failures")
  func refused() async throws {
    let provider = try await healthy()
    provider.change { $0.refusal = (401, "invalid_key") }
    #expect(levels(try await checkup(provider), "key") == [.failure])
    provider.change {
      $0.refusal = nil
      $0.isUnreachable = true
    }
    #expect(levels(try await checkup(provider), "provider") == [.failure])
  }

  @Test(
    "A clock that is off is warned of, and fails once no signature would hold", arguments: [(3, 0), (20, 1), (301, 2)])
  func clock(_ seconds: Int64, _ level: Int) async throws {
    let provider = try await healthy()
    provider.change { $0.date = HTTPDate.text(Self.now + seconds) }
    let expected: [Checkup.Level] = [.ok, .warning, .failure]
    #expect(levels(try await checkup(provider), "clock") == [expected[level]])
  }

  @Test("What was refused or given up, and reconciling that stands still, is warned of")
  func backlog() async throws {
    let checkup = try await checkup(healthy()) { store in
      try store.write(now: Self.now) { transaction in
        try transaction.setCursor(Reconciler.completedAt, to: Self.now - 7200)
        for (id, status) in [("a", StoredIntent.Status.failed), ("b", .givenUp)] {
          try transaction.insert(NewIntent(account: "ada", id: id, command: "c", name: "pause", body: "{}"))
          let intent = try #require(try transaction.reading.intent(id, of: "ada"))
          try transaction.settle(intent, status, result: nil, reason: "no")
        }
      }
    }
    #expect(levels(checkup, "intents") == [.warning, .warning])
    #expect(levels(checkup, "reconcile") == [.warning])
    #expect(!checkup.hasFailure)
  }

  @Test("A store that cannot be opened fails, one that is not there yet is warned of")
  func store() async throws {
    let provider = try await healthy()
    #expect(levels(try await checkup(provider, ["DATABASE_URL": "sqlite:/nowhere/at/all"]), "store") == [.warning])
    #expect(levels(try await checkup(provider, ["DATABASE_URL": "sqlite:\(scratch.url.path)"]), "store") == [.failure])
  }

  @Test(
    "The releases of SQLite that can lose commits at a checkpoint are known",
    arguments: [
      ("3.6.23", false), ("3.7.0", true), ("3.40.1", true), ("3.44.5", true), ("3.44.6", false), ("3.50.6", true),
      ("3.50.7", false), ("3.51.2", true), ("3.51.3", false), ("3.52.0", false),
    ])
  func sqlite(_ version: String, _ isAffected: Bool) {
    #expect(SQLiteRelease(version).canResetTheLog == isAffected)
  }

  @Test("A date of HTTP is read as it is written", arguments: [Int64(0), 951_782_400, 1_799_999_999])
  func dates(_ seconds: Int64) {
    #expect(HTTPDate.instant(HTTPDate.text(seconds))?.seconds == seconds)
    #expect(HTTPDate.instant("yesterday") == nil)
  }
}
