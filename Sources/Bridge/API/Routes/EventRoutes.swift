internal import Billing
internal import HTTPTypes
internal import Store

/// The inbox as an operator looks at it.
extension APIRoutes {
  var eventRoutes: [Route] {
    [
      Route(
        method: .get, path: "/v1/events", callers: .operators, summary: "What the provider told, the newest first",
        query: Schema.paging + [
          .may("status", .oneOf("applied", "ignored", "parked", "quarantined", "failed")),
          .may("type", .string(1...100, example: "invoice.paid")), .may("account", .account),
        ], reply: .json(.page(of: EventView.schema), "Events without their bytes."), run: Route.waiting(events)),
      Route(
        method: .get, path: "/v1/events/{event}", callers: .operators, summary: "One event with its bytes",
        reply: .json(EventView.schema, "The event."), problems: [404], run: Route.waiting(event)),
      Route(
        method: .post, path: "/v1/events/{event}/retry", callers: .operators, summary: "Decides a failed event again",
        body: [], reply: .json(EventView.schema, "As it stands now."), problems: [404], run: Route.waiting(retry)),
    ]
  }

  private func events(_ call: Call) async throws -> Answer {
    let (query, limit, before) = (call.parameters, call.limit, try call.after())
    let rows = try ledgers.store.read {
      try $0.events(
        status: query["status"], type: query["type"], account: query["account"], before: before, limit: limit + 1)
    }
    return try Answer(ListView(rows.map { EventView($0, withBody: false) }, limit: limit) { String($0.number) })
  }

  private func event(_ call: Call) async throws -> Answer {
    let id = try call.parameter("event")
    guard let event = try ledgers.store.read({ try $0.event(id) }) else { throw Problem.unknown(id) }
    return try Answer(EventView(event, withBody: true))
  }

  private func retry(_ call: Call) async throws -> Answer {
    let id = try call.parameter("event")
    guard try await inbox.retry(id) != nil else { throw Problem.unknown(id) }
    return try await event(call)
  }
}

/// An event of the inbox.
struct EventView: Encodable {
  let number: Int64
  let id: String
  @OrNull var type: String?
  let status: String
  @OrNull var reason: String?
  @OrNull var account: String?
  @OrNull var created: String?
  let receivedAt: String
  @OrNull var apiVersion: String?
  @OrNull var livemode: Bool?
  let attempts: Int64
  @OrNull var body: String?

  init(_ event: StoredEvent, withBody: Bool) {
    (number, id, type, status) = (event.seq, event.id, event.type, event.status)
    (reason, account, apiVersion) = (event.reason, event.account, event.apiVersion)
    (livemode, attempts) = (event.livemode, event.attempts)
    created = event.created.flatMap { Instant(seconds: $0) }?.description
    receivedAt = Instant(seconds: event.receivedAt)?.description ?? ""
    body = withBody ? String(decoding: event.body, as: UTF8.self) : nil
  }

  static let schema = Schema.named(
    "Event",
    .object([
      .must("number", .integer(1 ... .max)), .must("id", .string), .must("type", .orNull(.string)),
      .must("status", .oneOf("applied", "ignored", "parked", "quarantined", "failed")),
      .must("reason", .orNull(.string)), .must("account", .orNull(.account)), .must("created", .orNull(.moment)),
      .must("received_at", .moment), .must("api_version", .orNull(.string)), .must("livemode", .orNull(.flag)),
      .must("attempts", .count), .must("body", .orNull(.string), "As it was received; null in a list."),
    ]))
}
