import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

@Suite("What the tools say")
struct ToolTests {
  private func store(_ intents: [(id: String, status: StoredIntent.Status)]) throws -> SQLiteStore {
    let store = try SQLiteStore(path: nil)
    try store.write(now: 1000) { transaction in
      for (id, status) in intents {
        try transaction.insert(NewIntent(account: "ada", id: id, command: "key:1", name: "open_checkout", body: "{}"))
        guard status != .pending else { continue }
        let intent = try #require(try transaction.reading.intent(id, of: "ada"))
        let result = #"{"id":"cs_1","url":"https://pay.example/secret-page","expiresAt":2000}"#
        try transaction.settle(intent, status, result: status == .done ? result : nil, reason: "card_declined: no")
      }
    }
    return store
  }

  @Test("Intents are listed by status and account, and never the page that lets in whoever has it")
  func intents() throws {
    let store = try store([("one", .pending), ("two", .done), ("three", .givenUp)])
    let all = try IntentListing.list(store, status: nil, account: "ada", limit: 10)
    #expect(all.map(\.id) == ["three", "two", "one"])
    for intent in all {
      #expect(try !intent.json().contains("pay.example") && !intent.text.contains("pay.example"))
    }
    #expect(try all[1].json().contains(#""object":"cs_1""#))
    #expect(try IntentListing.list(store, status: "given_up", account: nil, limit: 10).map(\.id) == ["three"])
    #expect(try IntentListing.list(store, status: nil, account: "bob", limit: 10).isEmpty)
  }

  @Test("An intent that failed or was given up is taken up again; others are left, and said to be")
  func retry() throws {
    let store = try store([("one", .pending), ("two", .done), ("three", .givenUp), ("four", .failed)])
    func run(_ id: String, _ account: String = "ada") throws -> IntentRetry {
      try IntentRetry.run(store, account: account, intent: id, now: 5000)
    }
    #expect(try run("three") == .taken)
    #expect(try run("four") == .taken)
    #expect(try run("one") == .notFailed("pending"))
    #expect(try run("two") == .notFailed("done"))
    #expect(try run("five") == .unknown)
    #expect(try run("four", "bob") == .unknown)
    let pending = try store.read { try $0.pendingIntents(of: "ada") }
    #expect(Set(pending.map(\.id)) == ["one", "three", "four"])
    #expect(pending.first { $0.id == "three" }?.nextAttemptAt == 5000)
  }

  @Test("An event that did not fail is not decided again, and that is said")
  func eventRetry() async throws {
    struct Poison: Error {}
    let poison = IntakeTests.Switch()
    let catalog = try Stage.catalog
    let scene = try Scene(fold: { facts in
      if poison.isOn { throw Poison() }
      return try Fold(facts, catalog: catalog)
    })
    let ledgers = Ledgers(store: scene.store, catalog: catalog)
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    try await scene.deliver(Payload.event("evt_1", "checkout.session.completed", session))
    #expect(try scene.status("evt_1") == "failed")
    poison.turnOff()
    #expect(try await EventRetry.run("evt_1", ledgers, scene.inbox)?.text == "evt_1 is applied")
    let again = try await EventRetry.run("evt_1", ledgers, scene.inbox)
    #expect(again?.text == "evt_1 is applied, not failed: nothing was decided again")
    #expect(try await EventRetry.run("evt_2", ledgers, scene.inbox) == nil)
  }

  @Test("The metrics count the intents by status, and say up to when all is known once it is")
  func metrics() throws {
    let store = try store([("one", .pending), ("two", .givenUp), ("three", .givenUp)])
    let routes = ServiceRoutes(
      store: store, inbox: Inbox(store: store, catalog: try Stage.catalog, now: { 0 }), registry: PrometheusRegistry(),
      readiness: Readiness())
    let text = try routes.metricsText()
    #expect(text.contains("# TYPE tollbridge_intents gauge\n"))
    for line in [#"{status="pending"} 1"#, #"{status="done"} 0"#, #"{status="failed"} 0"#, #"{status="given_up"} 2"#] {
      #expect(text.contains("tollbridge_intents\(line)\n"))
    }
    #expect(!text.contains("tollbridge_reconciled_seconds"))
    try store.write(now: 1) { try $0.setCursor(Reconciler.completedAt, to: 1_800_000_000) }
    #expect(try routes.metricsText().hasSuffix("\ntollbridge_reconciled_seconds 1800000000\n"))
  }

  @Test("Why nobody can listen is said in words that tell what to do")
  func listening() {
    let taken = ListenRefusal(errno: EADDRINUSE, host: "127.0.0.1", port: 8080).description
    #expect(
      taken == "HOST and PORT: nobody can listen on 127.0.0.1:8080: another program listens there already; stop it, "
        + "or set PORT to a free one.")
    #expect(ListenRefusal(errno: EACCES, host: "h", port: 80).description.contains("1024"))
    #expect {
      try SocketAddress.makeAddressResolvingHost("nobody.invalid", port: 80)
    } throws: {
      ListenRefusal($0, host: "nobody.invalid", port: 80)?.description.contains("no address that can be found") == true
    }
    #expect(ListenRefusal(CancellationError(), host: "h", port: 80) == nil)
  }

  @Test("Every type that an endpoint is to be sent tells a fact, and one that cannot be read is kept for a person")
  func types() throws {
    #expect(Set(EventTypes.wanted).count == EventTypes.wanted.count)
    for type in EventTypes.wanted + EventTypes.twins {
      let kinds = [
        "checkout.session", "customer.subscription", "subscription_schedule", "invoice_payment", "invoice",
        "payment_intent", "charge.dispute", "charge.refund.", "charge", "refund", "credit_note",
      ]
      let kind = try #require(kinds.first { type.hasPrefix($0) })
      let names = [
        "customer.subscription": "subscription", "charge.dispute": "dispute", "charge.refund.": "refund",
      ]
      let object =
        #"{"id":"x_1","object":"\#(names[kind] ?? kind)","status":"paid","metadata":{"tollbridge_package":"micro"}}"#
      if case .fact = try StripeEvent(Array(Payload.event("evt_1", type, object).utf8)).mapping {
      } else {
        Issue.record("\(type) tells no fact")
      }
      let other = try StripeEvent(Array(Payload.event("evt_1", type, #"{"id":"x","object":"topup"}"#).utf8)).mapping
      if case .unreadable = other {} else { Issue.record("\(type) with another object is not kept") }
    }
  }

  @Test("The README's endpoint is sent every type that is wanted")
  func wantedInReadme() throws {
    let readme = try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
    let list = try #require(readme.firstRange(of: "Subscribe it to")).upperBound
    let named = readme[list...].prefix { $0 != "#" }.matches(of: /`([a-z_.]+)(\*?)`/)
    #expect(named.count > 5)
    for type in EventTypes.wanted {
      #expect(named.contains { $0.2.isEmpty ? type == $0.1 : type.hasPrefix($0.1) }, "\(type)")
    }
  }
}
