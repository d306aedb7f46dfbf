import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

/// Replays in tests: into a store in memory, with a clock that stands still.
enum Stage {
  static var catalog: Catalog { get throws { try CatalogFile.load(nil) } }

  static func replay(_ payloads: [RecordedPayload], store: SQLiteStore? = nil) throws -> (ReplayReport, Ledgers) {
    let store = try store ?? SQLiteStore(path: nil)
    let catalog = try catalog
    let replay = try Replay(
      store: store, catalog: catalog, deployment: Deployment(livemode: nil), secrets: [], now: { 1_800_000_000 })
    let report = try replay.run(payloads, at: nil, rejected: { _ in }, progress: { _ in })
    return (report, Ledgers(store: store, catalog: catalog))
  }

  static func story(_ name: String) throws -> [RecordedPayload] {
    var recorded = try RecordedPayloads(paths: try Fixtures.payloads(name))
    return try recorded.rest()
  }
}

@Suite("The stories of Fixtures")
struct StoryTests {
  @Test("There are stories") func thereAreStories() { #expect(Fixtures.stories.count >= 40) }

  @Test("Each story comes to its golden ledger", arguments: Fixtures.stories)
  func golden(_ story: String) throws {
    let (report, ledgers) = try Stage.replay(Stage.story(story))
    #expect(report.events.failed == 0)
    #expect(report.events.rejected == 0)
    let actual = try ledger(ledgers)
    #expect(try Golden.expected(Fixtures.story(story).appending(path: "ledger.txt"), actual: actual) == actual)
  }

  /// Every account in words, then every event that did not apply, with the reason.
  private func ledger(_ ledgers: Ledgers) throws -> String {
    let moment = try ledgers.newestMoment()
    let accounts = try ledgers.accounts().compactMap { try Explain(ledgers).text($0, at: moment) }
    let others = try EventListing.list(ledgers.store, status: nil, type: nil, account: nil, limit: 1000)
      .filter { $0.status != "applied" }.map(\.text).reversed()
    return (accounts + (others.isEmpty ? [] : [others.joined(separator: "\n")])).joined(separator: "\n\n")
  }

  @Test(
    "A story in an old shape moves the same credits as in the new one",
    arguments: Fixtures.stories.filter { $0.hasSuffix("-2020") })
  func twins(_ old: String) throws {
    let new = String(old.dropLast("-2020".count))
    #expect(try movements(old) == movements(new))
  }

  private func movements(_ story: String) throws -> [String] {
    let (_, ledgers) = try Stage.replay(Stage.story(story))
    return try ledgers.accounts().flatMap { account in
      let facts = try ledgers.facts(of: account)
      let fold = try Fold(facts, catalog: try Stage.catalog)
      return fold.movements.map { "\($0.effectiveAt) \($0.cause) \($0.from) \($0.to) \($0.amount) \($0.note)" }
        + ["\(fold.state)"]
    }
  }

  @Test("There are five twins or more") func thereAreTwins() {
    #expect(Fixtures.stories.filter { $0.hasSuffix("-2020") }.count >= 5)
  }

  @Test("Every kind of fact is in a story")
  func everyFact() throws {
    var seen: Set<String> = []
    for story in Fixtures.stories {
      for payload in try Stage.story(story) {
        if case .fact(let fact) = try StripeEvent(payload.readableBody()).mapping { seen.insert(fact.name) }
      }
    }
    #expect(
      seen == [
        "checkout_completed", "checkout_paid_later", "checkout_failed", "checkout_expired", "subscription_seen",
        "schedule_seen", "invoice_paid", "invoice_failed", "invoice_payment_seen", "payment_succeeded",
        "payment_failed",
        "charge_refunded", "refund_seen", "credit_note_seen", "dispute_seen",
      ])
  }
}

@Suite("One state from any order")
struct OrderTests {
  private func prove(_ payloads: [RecordedPayload], _ orders: OrderProof.Orders, doubled: Bool) throws
    -> OrderProof.Report
  {
    try OrderProof(payloads, isDoubled: doubled) { try Stage.replay($0).0 }.run(orders) { _ in }
  }

  /// `make orders` tries 500 seeds of each and all orders of up to 7 events; here a share of them keeps the suite short.
  @Test("Shuffled and doubled, a story comes to one state", arguments: Fixtures.stories)
  func shuffled(_ story: String) throws {
    let report = try prove(Stage.story(story), .some(20), doubled: true)
    #expect(report.digests.count == 1, "\(report.text)")
  }

  @Test("In every order there is, a story of up to five events comes to one state", arguments: Fixtures.stories)
  func everyOrder(_ story: String) throws {
    let payloads = try Stage.story(story)
    guard payloads.count <= 5 else { return }
    let report = try prove(payloads, .all, doubled: false)
    #expect(report.digests.count == 1, "\(report.text)")
  }

  @Test("What an order leaves booked is always what the fold says", arguments: 1...30)
  func verified(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let all = try Fixtures.stories.filter { !$0.hasSuffix("-2020") }.flatMap(Stage.story)
    let (report, ledgers) = try Stage.replay(all.shuffled(using: &generator))
    #expect(report.events.failed == 0)
    #expect(try Verify(ledgers).report { _ in }.findings.isEmpty)
  }
}
