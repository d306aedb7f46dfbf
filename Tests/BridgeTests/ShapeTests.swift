import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Stripe

/// Shapes in which the provider says something that is easily misread.
@Suite("Shapes")
struct ShapeTests {
  private static let day: Int64 = 86_400
  private static let start: Int64 = 1_767_225_600

  private func read(_ type: String, _ object: String, extra: String = "", previous: String = "{}") throws -> Fact {
    let text = """
      {"id":"evt_1","object":"event","type":"\(type)","created":\(Self.start),"livemode":false,\(extra)
      "data":{"object":\(object),"previous_attributes":\(previous)}}
      """
    guard case .fact(let fact) = try StripeEvent(Array(text.utf8)).mapping else {
      throw Unread(what: text)
    }
    return fact
  }

  private struct Unread: Error { let what: String }

  // MARK: Whose

  @Test("An organization's event belongs to the account of its context, where ours has a name")
  func context() async throws {
    func status(_ extra: String, _ own: String?) async throws -> String? {
      let scene = try Scene(deployment: Deployment(livemode: nil, providerAccount: own))
      try await scene.deliver(
        Payload.event(
          "evt_1", "checkout.session.completed",
          Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada"), extra: extra))
      return try scene.status("evt_1")
    }
    #expect(try await status(#""context":"acct_own","#, "acct_own") == "applied")
    #expect(try await status(#""context":"org_1/acct_own","#, "acct_own") == "applied")
    #expect(try await status(#""context":"acct_other","#, "acct_own") == "ignored")
    #expect(try await status(#""context":"acct_other","account":"acct_own","#, "acct_own") == "applied")
    // Without a name of our own a context says nothing: it may be ours.
    #expect(try await status(#""context":"acct_own","#, nil) == "applied")
    #expect(try await status(#""account":"acct_other","#, nil) == "ignored")
  }

  @Test("A checkout that we opened is the account's, whatever its metadata says; and it is what we asked for")
  func opened() async throws {
    func scene(_ metadata: String) async throws -> Scene {
      let scene = try Scene(now: { 1_767_500_000 })
      let order = CheckoutOrder.package(
        "micro", price: Money(amount: 1500, currency: "usd"), credits: 5000, autoReload: nil)
      let ada = try #require(AccountID("ada"))
      try await scene.inbox.take(
        Command(account: ada, id: "open") { account, moment throws(Refusal) in
          try account.open("cs_1", order, expiresAt: nil, id: "open", at: moment)
        })
      try await scene.deliver(
        Payload.event(
          "evt_1", "checkout.session.completed",
          Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada", metadata: metadata)))
      return scene
    }
    let swapped = try await scene(#""tollbridge_package":"micro","tollbridge_account":"mallory""#)
    #expect(try swapped.accounts()["ada"]?.balance.purchased == 5000)
    #expect(try swapped.accounts()["mallory"] == nil)
    let other = try await scene(#""tollbridge_package":"nano""#)
    #expect(try other.status("evt_1") == "quarantined")
    #expect(try other.accounts()["ada"]?.balance.purchased == 0)
  }

  @Test("Our metadata is found on the line of an invoice of old")
  func lineMetadata() throws {
    let fact = try read(
      "invoice.paid",
      """
      {"id":"in_1","object":"invoice","status":"paid","subscription":"sub_1","metadata":{},"lines":{"data":[
      {"id":"il_0","type":"invoiceitem","metadata":{"tollbridge_account":"no"}},
      {"id":"il_1","type":"subscription","metadata":{"tollbridge_account":"ada"}}]}}
      """)
    #expect(fact.links.account?.value == "ada")
  }

  // MARK: Subscriptions

  @Test("Beside an add-on of another interval the period is the plan's")
  func addOn() async throws {
    let year = Self.start + 365 * Self.day
    func item(_ price: String, _ interval: String, _ end: Int64) -> String {
      """
      {"id":"si_\(price)","quantity":1,"current_period_start":\(Self.start),"current_period_end":\(end),
      "price":{"id":"price_\(price)","lookup_key":"\(price)","recurring":{"interval":"\(interval)"}}}
      """
    }
    for isReversed in [false, true] {
      let items = [item("add_on", "month", Self.start + 31 * Self.day), item("micro_year", "year", year)]
      let scene = try Scene()
      try await scene.deliver(
        Payload.event(
          "evt_1", "customer.subscription.updated",
          """
          {"id":"sub_1","object":"subscription","customer":"cus_1","status":"active","start_date":\(Self.start),
          "cancel_at_period_end":true,"metadata":{"tollbridge_account":"ada"},
          "items":{"data":[\((isReversed ? items.reversed() : items).joined(separator: ","))]}}
          """, at: Self.start))
      let state = try #require(try scene.accounts()["ada"])
      #expect(state.period?.end.seconds == year && state.cancelAt?.seconds == year)
    }
  }

  @Test("A price of several months is not the monthly price of its product")
  func intervalCount() throws {
    let micro = try Stage.catalog.plans[1]
    let product = Plan(
      key: micro.key, name: micro.name, tier: micro.tier, refill: micro.refill, cap: micro.cap, prices: micro.prices,
      products: ["prod_1"], features: micro.features)
    let catalog = try Catalog(
      plans: [try Stage.catalog.plans[0], product], packages: [], features: Stage.catalog.features)
    func plan(_ count: String) throws -> String? {
      let fact = try read(
        "customer.subscription.created",
        """
        {"id":"sub_1","object":"subscription","items":{"data":[{"id":"si_1","price":{"id":"price_new",
        "product":"prod_1","recurring":{"interval":"month"\(count)}}}]}}
        """)
      guard case .subscriptionSeen(let seen) = fact.body else { throw Unread(what: "a subscription") }
      return seen.items.first.flatMap { catalog.price($0.reference) }?.plan.key
    }
    #expect(try plan("") == "micro")
    #expect(try plan(#","interval_count":1"#) == "micro")
    #expect(try plan(#","interval_count":3"#) == nil)
  }

  @Test(
    "Of two pauses that are moved in one second, what each says stood before orders them", arguments: [true, false])
  func pauses(isWhole: Bool) throws {
    func seen(_ event: String, _ resumes: Int64, _ previous: String) throws -> Snapshots.Seen {
      let fact = try read(
        "customer.subscription.updated",
        """
        {"id":"sub_1","object":"subscription","status":"active",
        "pause_collection":{"behavior":"void","resumes_at":\(resumes)},"items":{"data":[]}}
        """, previous: previous)
      guard case .subscriptionSeen(let subscription) = fact.body else { throw Unread(what: event) }
      return .init(
        fact: Fact(event: event, type: fact.type, occurredAt: fact.occurredAt, body: fact.body),
        subscription: subscription)
    }
    func before(_ resumes: Int64) -> String {
      isWhole
        ? #"{"pause_collection":{"behavior":"void","resumes_at":\#(resumes)}}"#
        : #"{"pause_collection":{"resumes_at":\#(resumes)}}"#
    }
    let snapshots = [
      try seen("evt_c", 100, #"{"pause_collection":null}"#), try seen("evt_b", 200, before(100)),
      try seen("evt_a", 300, before(200)),
    ]
    #expect(Snapshots.ordered(snapshots).map(\.fact.event) == ["evt_c", "evt_b", "evt_a"])
    #expect(Snapshots.ordered(snapshots.reversed()).map(\.fact.event) == ["evt_c", "evt_b", "evt_a"])
  }

  @Test("A subscription that was deleted, in a shape that leaves the status behind, ended when it was told")
  func deleted() throws {
    let fact = try read(
      "customer.subscription.deleted",
      #"{"id":"sub_1","object":"subscription","status":"active","canceled_at":\#(Self.start - 20 * Self.day)}"#)
    guard case .subscriptionSeen(let seen) = fact.body else { throw Unread(what: "a subscription") }
    #expect(seen.endedAt?.seconds == Self.start)
  }

  // MARK: Money

  @Test("What was paid in the customer's own currency is held against what we asked for")
  func converted() async throws {
    let scene = try Scene()
    try await scene.deliver(
      Payload.event(
        "evt_1", "checkout.session.completed",
        """
        {"id":"cs_1","object":"checkout.session","mode":"payment","payment_status":"paid","payment_intent":"pi_1",
        "client_reference_id":"ada","metadata":{"tollbridge_package":"micro"},"currency":"eur","amount_total":1424,
        "amount_subtotal":1424,"currency_conversion":{"amount_subtotal":1500,"amount_total":1500,"fx_rate":"1.05",
        "source_currency":"usd"}}
        """))
    #expect(try scene.accounts()["ada"]?.balance.purchased == 5000)
    // What goes back is in the currency that was paid.
    try await scene.deliver(
      Payload.event(
        "evt_2", "refund.created",
        #"{"id":"re_1","object":"refund","payment_intent":"pi_1","amount":712,"currency":"eur","status":"succeeded"}"#,
        at: 1_767_700_000))
    #expect(try scene.accounts()["ada"]?.balance.purchased == 2500)
  }

  @Test("A credit note that a payment record pays out takes back")
  func paymentRecord() throws {
    let fact = try read(
      "credit_note.created",
      """
      {"id":"cn_1","object":"credit_note","invoice":"in_1","status":"issued","amount":500,"post_payment_amount":500,
      "out_of_band_amount":0,"refunds":[{"type":"payment_record_refund","refund":null,"amount_refunded":500}]}
      """)
    guard case .creditNoteSeen(let note) = fact.body else { throw Unread(what: "a credit note") }
    #expect((note.outOfBandAmount, note.refunds) == (500, []))
  }

  @Test("A dispute that was refunded in old words freezes nothing for ever")
  func chargeRefunded() async throws {
    let scene = try Scene()
    try await scene.deliver(
      Payload.event(
        "evt_1", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")))
    for (number, status) in [(2, "needs_response"), (3, "charge_refunded")] {
      try await scene.deliver(
        Payload.event(
          "evt_\(number)", "charge.dispute.updated",
          #"{"id":"dp_1","object":"dispute","payment_intent":"pi_1","amount":1500,"status":"\#(status)"}"#,
          at: 1_767_700_000 + Int64(number)))
      #expect(try scene.accounts()["ada"]?.balance.frozen == (number == 2 ? 5000 : 0))
    }
  }
}
