internal import Billing
internal import HTTPTypes
internal import Store

/// Taking slots of a feature, as of running tasks and trained models, and giving them back.
extension APIRoutes {
  var slotRoutes: [Route] {
    [
      Route(
        method: .post, path: "/v1/accounts/{account}/slots", callers: .backend,
        summary: "Takes a slot, never one over the limit",
        body: [
          .must("feature", .key),
          .may("ttl", .integer(1 ... .max), "In seconds, for a lease; the feature's own where it is not said."),
        ], reply: .json(SlotView.schema, "Taken.", status: 201), problems: [404], repetition: .kept, makes: "slot",
        run: acquire),
      Route(
        method: .post, path: "/v1/slots/{slot}/renew", callers: .backend, summary: "Lets a lease run on from now",
        body: [.may("ttl", .integer(1 ... .max), "In seconds; the feature's own where it is not said.")],
        reply: .json(SlotView.schema, "As it stands now."), problems: [404, 409], repetition: .kept, run: renew),
      Route(
        method: .delete, path: "/v1/slots/{slot}", callers: .backend, summary: "Gives a slot back",
        reply: .json(StatusView.schema, "Given back."), problems: [404], run: giveBack),
      Route(
        method: .get, path: "/v1/accounts/{account}/slots", callers: .backendAndBrowser,
        summary: "The slots that are taken", reply: .json(.page(of: SlotView.schema), "All of them."),
        run: Route.waiting(slots)),
    ]
  }

  private func acquire(_ call: Call) throws -> Work {
    let command = SlotCommand.acquire(
      try call.body.text("feature"), id: call.id("sl"), seconds: call.body.integerIfAny("ttl"), for: try call.account())
    return decide(call, command) { try Answer(status: 201, SlotView($0)).kept }
  }

  private func renew(_ call: Call) throws -> Work {
    let command = SlotCommand.renew(try call.parameter("slot"), seconds: call.body.integerIfAny("ttl"), of: nil)
    return decide(call, command) { try Answer(SlotView($0)).kept }
  }

  private func giveBack(_ call: Call) throws -> Work {
    decide(call, SlotCommand.release(try call.parameter("slot"), of: nil)) { _ in
      try Answer(StatusView(status: "done")).kept
    }
  }

  private func slots(_ call: Call) async throws -> Answer {
    let slots = try inbox.slots(of: try call.account()).map(SlotView.init)
    return try Answer(ListView(slots, limit: slots.count, cursor: \.id))
  }
}

/// A slot that is taken.
struct SlotView: Encodable {
  let id: String
  let account: String
  let feature: String
  let takenAt: String
  @OrNull var expiresAt: String?

  init(_ slot: StoredSlot) {
    (id, account, feature) = (slot.id, slot.account, slot.feature)
    takenAt = Instant(seconds: slot.takenAt)?.description ?? ""
    expiresAt = slot.expiresAt.flatMap { Instant(seconds: $0) }?.description
  }

  static let schema = Schema.named(
    "Slot",
    .object([
      .must("id", .string), .must("account", .account), .must("feature", .string), .must("taken_at", .moment),
      .must("expires_at", .orNull(.moment), "When a lease ends by itself."),
    ]))
}
