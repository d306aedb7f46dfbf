import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// Sets of events that once came to wrong credits, each in every order.
@Suite("Hard cases")
struct RuleTests {
  static let start: Int64 = 1_767_225_600
  static let day: Int64 = 86_400

  /// What a set of events comes to, when all its orders agree and the ledger verifies.
  func state(_ events: [String], days: Int64 = 0) throws -> AccountState {
    let payloads = events.map { RecordedPayload(name: "", bytes: Array($0.utf8)) }
    let proof = OrderProof(payloads, isDoubled: false) { order in
      let (report, ledgers) = try Stage.replay(order)
      #expect(try Verify(ledgers).report { _ in }.findings.isEmpty)
      return report
    }
    #expect(try proof.run(events.count <= 5 ? .all : .some(150)) { _ in }.digests.count == 1)
    let ledgers = try Stage.replay(payloads).1
    let moment = days > 0 ? Instant(seconds: Self.start + days * Self.day) : try ledgers.newestMoment()
    return try #require(try ledgers.fold("ada", at: moment)).state
  }

  func subscription(
    _ event: String, _ id: String, plan: String, at days: Int64, from: Int64 = 0, to: Int64 = 31, more: String = "",
    previous: String = "{}", type: String = "updated"
  ) -> String {
    let interval = plan.hasSuffix("year") ? "year" : "month"
    return """
      {"id":"\(event)","object":"event","type":"customer.subscription.\(type)","created":\(Self.start + days * Self.day),
      "livemode":false,"data":{"object":{"id":"\(id)","object":"subscription","customer":"cus_1","status":"active",
      "start_date":\(Self.start + from * Self.day),"metadata":{"tollbridge_account":"ada"},\(more)
      "items":{"data":[{"id":"si","quantity":1,"current_period_start":\(Self.start + from * Self.day),
      "current_period_end":\(Self.start + to * Self.day),
      "price":{"id":"price_\(plan)","lookup_key":"\(plan)","recurring":{"interval":"\(interval)"}}}]}},
      "previous_attributes":\(previous)}}
      """
  }

  func line(_ amount: Int64, _ plan: String, from: Int64, to: Int64, proration: Bool = false) -> String {
    """
    {"id":"il","amount":\(amount),"currency":"usd","period":{"start":\(Self.start + from * Self.day),
    "end":\(Self.start + to * Self.day)},"pricing":{"price_details":{"price":"price_\(plan)"}},
    "parent":{"subscription_item_details":{"proration":\(proration)}}}
    """
  }

  func invoice(
    _ event: String, _ id: String, of subscription: String, paid: Int64, at days: Int64, reason: String,
    _ lines: String...
  ) -> String {
    """
    {"id":"\(event)","object":"event","type":"invoice.paid","created":\(Self.start + days * Self.day),"livemode":false,
    "data":{"object":{"id":"\(id)","object":"invoice","customer":"cus_1","status":"paid","billing_reason":"\(reason)",
    "currency":"usd","total":\(paid),"amount_paid":\(paid),"created":\(Self.start + days * Self.day),
    "parent":{"subscription_details":{"subscription":"\(subscription)"}},
    "lines":{"data":[\(lines.joined(separator: ","))]}}}}
    """
  }

  func refund(_ event: String, _ id: String, payment: String, amount: Int64, at days: Int64) -> String {
    Payload.event(
      event, "refund.created",
      #"{"id":"\#(id)","object":"refund","payment_intent":"\#(payment)","amount":\#(amount),"currency":"usd","status":"succeeded","created":\#(Self.start + days * Self.day)}"#,
      at: Self.start + days * Self.day)
  }

  func tie(_ event: String, _ invoice: String, _ payment: String) -> String {
    Payload.event(
      event, "invoice_payment.paid",
      #"{"id":"inpay_1","object":"invoice_payment","invoice":"\#(invoice)","status":"paid","payment":{"payment_intent":"\#(payment)"}}"#,
      at: Self.start)
  }

  func charge(_ event: String, payment: String, amount: Int64, refunded: Int64, at days: Int64) -> String {
    Payload.event(
      event, "charge.refunded",
      #"{"id":"ch_\#(payment)","object":"charge","payment_intent":"\#(payment)","customer":"cus_1","amount":\#(amount),"amount_refunded":\#(refunded),"currency":"usd","created":\#(Self.start)}"#,
      at: Self.start + days * Self.day)
  }

  @Test("A refund of a package never touches a subscription of the same price")
  func packageRefund() throws {
    let state = try state([
      subscription("evt_1", "sub_1", plan: "micro_month", at: 0),
      invoice(
        "evt_2", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)),
      Payload.event(
        "evt_3", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_9", reference: "ada"), at: Self.start + 600),
      charge("evt_4", payment: "pi_9", amount: 1500, refunded: 1500, at: 1),
    ])
    #expect((state.plan, state.balance.plan, state.balance.purchased) == ("micro", 5000, 0))
  }

  @Test("A refunded charge that nothing ties to its invoice finds the only one it can have paid")
  func inferredRefund() throws {
    let state = try state([
      subscription("evt_1", "sub_1", plan: "micro_month", at: 0),
      invoice(
        "evt_2", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)),
      charge("evt_3", payment: "pi_1", amount: 1500, refunded: 300, at: 1),
    ])
    #expect(state.balance.plan == 4000)
  }

  @Test("A subscription that began while another lived counts once the other has ended")
  func overlap() throws {
    let state = try state([
      subscription("evt_1", "sub_1", plan: "micro_month", at: 0),
      invoice(
        "evt_2", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)),
      subscription("evt_3", "sub_2", plan: "macro_month", at: 30, from: 30, to: 61, type: "created"),
      invoice(
        "evt_4", "in_2", of: "sub_2", paid: 4000, at: 30, reason: "subscription_create",
        line(4000, "macro_month", from: 30, to: 61)),
      subscription(
        "evt_5", "sub_1", plan: "micro_month", at: 31, more: #""ended_at":\#(Self.start + 31 * Self.day),"#,
        type: "deleted"),
    ])
    #expect((state.plan, state.subscription, state.balance.plan) == ("macro", "sub_2", 25_000))
  }

  @Test("An upgrade of a subscriber who is older than the store grants the difference alone")
  func upgradeOfUnseen() throws {
    let state = try state([
      subscription("evt_1", "sub_1", plan: "macro_month", at: 16),
      subscription("evt_0", "sub_1", plan: "micro_month", at: 1),
      invoice(
        "evt_2", "in_2", of: "sub_1", paid: 1250, at: 16, reason: "subscription_update",
        line(-750, "micro_month", from: 16, to: 31, proration: true),
        line(2000, "macro_month", from: 16, to: 31, proration: true)),
    ])
    #expect(state.plan == "macro")
    #expect(state.balance.plan == Int64(15_000).portion(15, of: 31))
  }

  @Test("An upgrade at the very start of a period comes to the new plan's allowance, not to both")
  func upgradeAtStart() throws {
    let state = try state([
      subscription("evt_1", "sub_1", plan: "macro_month", at: 0),
      subscription("evt_0", "sub_1", plan: "micro_month", at: 0, type: "created"),
      invoice(
        "evt_2", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)),
      invoice(
        "evt_3", "in_2", of: "sub_1", paid: 2500, at: 0, reason: "subscription_update",
        line(-1500, "micro_month", from: 0, to: 31, proration: true),
        line(4000, "macro_month", from: 0, to: 31, proration: true)),
    ])
    #expect(state.balance.plan == 20_000)
  }

  @Test("A yearly plan of which half was returned refills by half from then on")
  func yearlyPartialRefund() throws {
    let state = try state(
      [
        subscription("evt_1", "sub_1", plan: "micro_year", at: 0, to: 365),
        invoice(
          "evt_2", "in_1", of: "sub_1", paid: 7200, at: 0, reason: "subscription_create",
          line(7200, "micro_year", from: 0, to: 365)),
        tie("evt_3", "in_1", "pi_1"), refund("evt_4", "re_1", payment: "pi_1", amount: 3600, at: 2),
      ], days: 70)
    #expect(state.balance.plan == 7500)
  }

  @Test(
    "Two snapshots of one second are ordered by what stood before, whatever their ids",
    arguments: [("evt_a", "evt_b"), ("evt_b", "evt_a")])
  func ties(_ first: String, _ second: String) throws {
    let paused = try state([
      subscription(first, "sub_1", plan: "micro_month", at: 3),
      subscription(
        second, "sub_1", plan: "micro_month", at: 3, more: #""pause_collection":{"behavior":"void"},"#,
        previous: #"{"pause_collection":null}"#),
    ])
    #expect(paused.status == "paused")
    let undone = try state([
      subscription(first, "sub_1", plan: "micro_month", at: 3, more: #""cancel_at":\#(Self.start + 20 * Self.day),"#),
      subscription(
        second, "sub_1", plan: "micro_month", at: 3, previous: #"{"cancel_at":\#(Self.start + 20 * Self.day)}"#),
    ])
    #expect(undone.cancelAt == nil)
  }

  @Test("Three snapshots of one second follow from each other, also where two of them undo each other")
  func course() throws {
    let state = try state([
      subscription("evt_z", "sub_1", plan: "macro_month", at: 2),
      subscription(
        "evt_c", "sub_1", plan: "macro_month", at: 3, more: #""cancel_at_period_end":true,"#,
        previous: #"{"cancel_at_period_end":false}"#),
      subscription("evt_b", "sub_1", plan: "macro_month", at: 3, previous: #"{"cancel_at_period_end":true}"#),
      subscription(
        "evt_a", "sub_1", plan: "mega_month", at: 3,
        previous: #"{"items":{"data":[{"price":{"id":"price_macro_month"}}]}}"#),
    ])
    #expect(state.plan == "mega")
    #expect(state.cancelAt == nil)
  }

  @Test("Of two totals that a charge tells in one second, the larger is the later")
  func chargeTotals() throws {
    let state = try state([
      Payload.event(
        "evt_1", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada"), at: Self.start),
      charge("evt_z", payment: "pi_1", amount: 1500, refunded: 500, at: 1),
      charge("evt_a", payment: "pi_1", amount: 1500, refunded: 1500, at: 1),
    ])
    #expect(state.balance.purchased == 0)
  }

  @Test("A dispute that was won thaws what it froze, not what a refund under way froze")
  func twoHolds() throws {
    let dispute = { (event: String, status: String, days: Int64) in
      Payload.event(
        event, "charge.dispute.updated",
        #"{"id":"du_1","object":"dispute","payment_intent":"pi_1","amount":1500,"currency":"usd","status":"\#(status)","created":\#(Self.start + 2 * Self.day)}"#,
        at: Self.start + days * Self.day)
    }
    let pending = Payload.event(
      "evt_2", "refund.created",
      #"{"id":"re_1","object":"refund","payment_intent":"pi_1","amount":750,"currency":"usd","status":"pending","created":\#(Self.start + Self.day)}"#,
      at: Self.start + Self.day)
    let state = try state([
      Payload.event(
        "evt_1", "checkout.session.completed",
        Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada"), at: Self.start),
      pending, dispute("evt_3", "needs_response", 2), dispute("evt_4", "won", 5),
    ])
    #expect((state.balance.purchased, state.balance.frozen) == (2500, 2500))
  }
}
