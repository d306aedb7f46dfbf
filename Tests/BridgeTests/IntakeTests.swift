import Foundation
import Native
import Synchronization
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

/// Events written for one case, delivered through the real path.
struct Scene {
  let store: SQLiteStore
  let inbox: Inbox
  let receiver: Receiver
  let secret: SigningSecret

  init(
    deployment: Deployment = Deployment(livemode: nil), now: @escaping @Sendable () -> Int64 = { 1_800_000_000 },
    path: String? = nil, fold: Decider.FoldFacts? = nil
  ) throws {
    let catalog = try Stage.catalog
    store = try SQLiteStore(path: path)
    inbox = Inbox(store: store, catalog: catalog, now: now, fold: fold ?? { try Fold($0, catalog: catalog) })
    secret = try SigningSecret("whsec_scene_0123456789")
    receiver = Receiver(verifier: WebhookVerifier(secrets: [secret]), deployment: deployment)
  }

  @discardableResult
  func deliver(_ json: String) async throws -> Receipt {
    let body = Array(json.utf8)
    let header = Array(try secret.header(for: body, at: 1000).utf8)
    return try await inbox.receive(try receiver.receive(body, signature: header, now: 1000, receivedAt: 1000))
  }

  func status(_ id: String) throws -> String? { try store.read { try $0.event(id) }?.status }

  func accounts() throws -> [String: AccountState] {
    let ledgers = Ledgers(store: store, catalog: try Stage.catalog)
    var states: [String: AccountState] = [:]
    for account in try ledgers.accounts() { states[account] = try ledgers.fold(account, at: nil)?.state }
    return states
  }
}

enum Payload {
  static func event(
    _ id: String, _ type: String, _ object: String, at created: Int64 = 1_767_600_000, extra: String = ""
  ) -> String {
    #"{"id":"\#(id)","object":"event","type":"\#(type)","created":\#(created),"livemode":false,\#(extra)"data":{"object":\#(object)}}"#
  }

  static func session(
    _ id: String, customer: String, payment: String, reference: String,
    metadata: String = #""tollbridge_package":"micro""#
  ) -> String {
    #"{"id":"\#(id)","object":"checkout.session","mode":"payment","status":"complete","payment_status":"paid","customer":"\#(customer)","payment_intent":"\#(payment)","amount_total":1500,"amount_subtotal":1500,"currency":"usd","client_reference_id":"\#(reference)","metadata":{\#(metadata)}}"#
  }

  static func refund(_ id: String, payment: String, amount: Int64, status: String = "succeeded") -> String {
    #"{"id":"\#(id)","object":"refund","payment_intent":"\#(payment)","amount":\#(amount),"currency":"usd","status":"\#(status)","created":1767700000}"#
  }
}

@Suite("The inbox")
struct IntakeTests {
  @Test("A decision that fails leaves the event stored, visible, retried and alone in its trouble")
  func failingDecision() async throws {
    struct Poison: Error {}
    let poison = Switch()
    let catalog = try Stage.catalog
    let scene = try Scene(fold: { facts in
      if poison.isOn, facts.contains(where: { $0.event == "evt_bad" }) { throw Poison() }
      return try Fold(facts, catalog: catalog)
    })
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    #expect(try await scene.deliver(Payload.event("evt_bad", "checkout.session.completed", session)) == .stored)
    #expect(try scene.status("evt_bad") == "failed")
    let other = Payload.session("cs_2", customer: "cus_1", payment: "pi_2", reference: "ada")
    try await scene.deliver(Payload.event("evt_good", "checkout.session.completed", other))
    #expect(try scene.status("evt_good") == "applied")
    #expect(try scene.accounts()["ada"]?.balance.purchased == 5000)
    #expect(try await scene.deliver(Payload.event("evt_bad", "checkout.session.completed", session)) == .duplicate)
    #expect(try await scene.inbox.retry("evt_bad") == "failed")
    poison.turnOff()
    #expect(try await scene.inbox.retry("evt_bad") == "applied")
    #expect(try scene.accounts()["ada"]?.balance.purchased == 10_000)
    #expect(try Verify(Ledgers(store: scene.store, catalog: catalog)).report { _ in }.findings.isEmpty)
  }

  @Test("Retries that are due run by themselves, with longer and longer pauses")
  func dueRetries() async throws {
    struct Poison: Error {}
    let shared = SharedTime(1_800_000_000)
    let scene = try Scene(now: { shared.now }, fold: { _ in throw Poison() })
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    try await scene.deliver(Payload.event("evt_1", "checkout.session.completed", session))
    #expect(try await scene.inbox.retryDue() == 0)
    shared.advance(5)
    #expect(try await scene.inbox.retryDue() == 1)
    shared.advance(5)
    #expect(try await scene.inbox.retryDue() == 0)
    shared.advance(60)
    #expect(try await scene.inbox.retryDue() == 1)
    #expect(try scene.store.read { try $0.event("evt_1") }?.attempts == 3)
  }

  final class Switch: Sendable {
    private let state = Mutex(true)
    var isOn: Bool { state.withLock { $0 } }
    func turnOff() { state.withLock { $0 = false } }
  }

  final class SharedTime: Sendable {
    private let time: Mutex<Int64>
    init(_ start: Int64) { time = Mutex(start) }
    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
  }

  @Test(
    "Events of the other mode and of other accounts are stored and change nothing",
    arguments: [
      (Deployment(livemode: true), ""), (Deployment(livemode: false, providerAccount: "acct_ours"), ""),
      (Deployment(livemode: false), #""account":"acct_other","#),
    ])
  func notOurs(_ deployment: Deployment, _ extra: String) async throws {
    let scene = try Scene(deployment: deployment)
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    #expect(
      try await scene.deliver(Payload.event("evt_1", "checkout.session.completed", session, extra: extra)) == .stored)
    #expect(try scene.status("evt_1") == "ignored")
    #expect(try scene.accounts().isEmpty)
  }

  @Test(
    "What was paid must be the price that was asked",
    arguments: [
      (#""amount_subtotal":1500"#, #""amount_subtotal":1"#), (#""currency":"usd""#, #""currency":"jpy""#),
      (#"tollbridge_package":"micro""#, #"tollbridge_package":"mega""#),
      (#"tollbridge_package":"micro""#, #"tollbridge_package":"none""#),
    ])
  func mismatch(_ right: String, _ wrong: String) async throws {
    let scene = try Scene()
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    try await scene.deliver(
      Payload.event("evt_1", "checkout.session.completed", session.replacingOccurrences(of: right, with: wrong)))
    #expect(try scene.status("evt_1") == "quarantined")
    #expect(try scene.accounts()["ada"]?.balance.purchased == 0)
  }

  @Test("Two accounts that pay as one customer keep what is theirs, in every order")
  func sharedCustomer() async throws {
    let events = [
      Payload.event(
        "evt_1", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada"), at: 1_767_600_000),
      Payload.event(
        "evt_2", "checkout.session.completed",
        Payload.session("cs_2", customer: "cus_1", payment: "pi_2", reference: "ben"), at: 1_767_600_100),
      Payload.event(
        "evt_3", "refund.created", Payload.refund("re_1", payment: "pi_2", amount: 1500), at: 1_767_700_000),
      Payload.event(
        "evt_4", "charge.refunded",
        #"{"id":"ch_1","object":"charge","payment_intent":"pi_1","customer":"cus_1","amount":1500,"amount_refunded":300,"currency":"usd"}"#,
        at: 1_767_700_001),
    ]
    let payloads = events.map { RecordedPayload(name: "", bytes: Array($0.utf8)) }
    let proof = OrderProof(payloads, isDoubled: false) { order in
      let (report, ledgers) = try Stage.replay(order)
      #expect(try Verify(ledgers).report { _ in }.findings.isEmpty)
      let states = try ["ada", "ben"].map { try ledgers.fold($0, at: nil)?.state.balance.purchased }
      #expect(states == [4000, 0])
      return report
    }
    #expect(try proof.run(.all) { _ in }.digests.count == 1)
  }

  @Test("A refund that names no known payment waits, and takes back once the purchase is known")
  func waits() async throws {
    let scene = try Scene()
    try await scene.deliver(
      Payload.event("evt_1", "refund.created", Payload.refund("re_1", payment: "pi_1", amount: 1500), at: 1_767_700_000)
    )
    #expect(try scene.status("evt_1") == "parked")
    try await scene.deliver(
      Payload.event(
        "evt_2", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")))
    #expect(try scene.status("evt_1") == "applied")
    #expect(try scene.accounts()["ada"]?.balance.purchased == 0)
  }

  @Test("A batch in which one event cannot be stored stores the others")
  func batchWithOneBadRow() async throws {
    let scene = try Scene()
    try scene.store.write(now: 0) { transaction in
      try transaction.db.execute(
        "CREATE TRIGGER no_seven BEFORE INSERT ON events WHEN NEW.event_id = 'evt_7' BEGIN SELECT RAISE(ABORT, 'no'); END"
      )
    }
    let results = await withTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<40 {
        group.addTask {
          let session = Payload.session(
            "cs_\(number)", customer: "cus_\(number)", payment: "pi_\(number)", reference: "a\(number)")
          let receipt = try? await scene.deliver(Payload.event("evt_\(number)", "checkout.session.completed", session))
          return (number, receipt == .stored)
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    #expect(results.filter { !$0.value }.map(\.key) == [7])
    #expect(try scene.store.read { try $0.eventCounts() } == ["applied": 39])
  }
}

@Suite("Settings")
struct SettingsTests {
  private let scratch = ScratchFolder()

  @Test(
    "What is misspelt, out of range or empty stops the start with its name",
    arguments: [
      ("TOLLBRIDGE_SKIP_VERIFY", "1"), ("STRIPE_WEBHOOK_TOLERANCE", "0"), ("STRIPE_WEBHOOK_TOLERANCE", "x"),
      ("PORT", "70000"),
      ("STRIPE_WEBHOOK_SECRET", ""), ("STRIPE_WEBHOOK_SECRET", "whsec_..."), ("DATABASE_URL", "mysql://x"),
      ("LOG_LEVEL", "loud"),
      ("STRIPE_SECRET_KEY", "pk_test_1"), ("STRIPE_SECRET_KEY", "sk_test_..."), ("STRIPE_SECRET_KEY", "sk_test_"),
      ("STRIPE_API_BASE", "http://stripe.example"), ("STRIPE_API_VERSION", "banana"), ("STRIPE_ACCOUNT", "x"),
      ("STRIPE_WEBHOOK_SECRETS", "whsec_0123456789abcdef"),
      ("TOLLBRIDGE_BODY_BYTES_MAX", "12"),
    ])
  func refused(_ name: String, _ value: String) {
    #expect { try Settings(environment: [name: value]) } throws: { error in
      "\(error)".contains(name)
    }
  }

  @Test(
    "Keys are sent to no address that another reads otherwise, and nothing in an address is printed",
    arguments: [
      ("STRIPE_API_BASE", "http://localhost:80@stripe.example"), ("STRIPE_API_BASE", "http://stripe.example"),
      ("STRIPE_API_BASE", "https://user:canary@stripe.example"), ("STRIPE_API_BASE", "nonsense"),
      ("STRIPE_API_BASE", "https://stripe.example?x=1"), ("STRIPE_API_VERSION", "banana"), ("STRIPE_ACCOUNT", "acct_"),
      ("DATABASE_URL", "postgres://u:canary@h"), ("DATABASE_URL", "sqlite:folder/"),
    ])
  func addresses(_ name: String, _ value: String) {
    #expect {
      try Settings(environment: ["STRIPE_SECRET_KEY": "sk_test_0123456789", name: value])
    } throws: { error in
      "\(error)".contains(name) && !"\(error)".contains("canary")
    }
  }

  @Test(
    "The provider's address may be this machine's", arguments: ["http://127.0.0.1:12111", "http://localhost:12111"])
  func loopback(_ base: String) throws {
    let settings = try Settings(environment: ["STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_API_BASE": base])
    #expect(settings.provider?.base == base)
  }

  @Test(
    "The mode comes from the secret key's prefix",
    arguments: [
      ("sk_live_1", true), ("rk_live_1", true), ("sk_test_1", false), ("rk_test_1", false),
    ])
  func mode(_ key: String, _ isLive: Bool) throws {
    #expect(try Settings(environment: ["STRIPE_SECRET_KEY": key]).deployment.livemode == isLive)
  }

  @Test(
    "A catalogue that cannot stand is refused with the place",
    arguments: [
      ("cap: 560", "cap: 10", "plans.nano.cap"), ("amount: 5000, unit: month", "amount: 5000, unit: week", "unit"),
      ("key: macro\n    name: Macro\n    tier", "key: micro\n    name: Macro\n    tier", "micro"),
      (
        "interval: year, amount: 7200, currency: usd", "interval: year, amount: 7200, currency: USD",
        "plans.micro.prices.year.currency"
      ),
      ("credits: 4000", "credits: -1", "packages.nano.credits"), ("tier: 1", "rank: 1", "tier"),
      ("grant_on_zero: always", "grant_on_zero: perhaps", "grant_on_zero"),
      ("lookup_key: macro_month", "lookup_key: micro_month", "micro_month"),
    ])
  func catalog(_ right: String, _ wrong: String, _ place: String) throws {
    let file = Fixtures.root.appending(path: "Sources/Bridge/Resources/catalog.yaml")
    let text = try String(contentsOf: file, encoding: .utf8).replacingOccurrences(of: right, with: wrong)
    let path = scratch.newPath("yaml")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect { try CatalogFile.load(path) } throws: { error in
      "\(error)".contains(place)
    }
  }
}
