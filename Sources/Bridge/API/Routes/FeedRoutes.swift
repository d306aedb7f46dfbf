internal import Billing
internal import HTTPTypes
internal import Store

/// What happened, for the app to fetch, and for operators what it could not be told.
extension APIRoutes {
  var feedRoutes: [Route] {
    [
      Route(
        method: .get, path: "/v1/feed", callers: .backend,
        summary: "What happened, the oldest first: the hooks, to fetch",
        query: [
          .may("limit", .integer(1...100), "How many; 20 where it is not said."),
          .may("after", .id, "The id of the last message that was read; from the beginning where it is not said."),
          .may("wait", .integer(0...Self.feedWaitMax), "Seconds to wait for a message where there is none."),
        ], reply: .json(FeedView.schema, "Messages in their order."), run: Route.waiting(feed)),
      Route(
        method: .get, path: "/v1/hook-deliveries", callers: .operators,
        summary: "Hooks that were not delivered at once, and what became of them",
        query: Schema.paging + [.may("status", .oneOf(HookDelivery.Status.allCases.map(\.rawValue)))],
        reply: .json(.page(of: HookDeliveryView.schema), "Deliveries by endpoint, the oldest first."),
        run: Route.waiting(hookDeliveries)),
      Route(
        method: .post, path: "/v1/hook-deliveries/{delivery}/resend", callers: .operators,
        summary: "Sends a hook again at once, and tries on from there", body: [],
        reply: .json(HookDeliveryView.schema, "As it stands now."), problems: [404, 409], run: Route.waiting(resend)),
    ]
  }

  // MARK: The feed

  private static let feedWaitMax: Int64 = 25
  private static let feedInterval = Duration.milliseconds(200)

  private func feed(_ call: Call) async throws -> Answer {
    let (after, limit) = (try feedPlace(call), call.limit)
    try await waitForFeed(after: after, seconds: call.integer("wait") ?? 0)
    let rows = try ledgers.store.read { try $0.outbox(after: after, limit: limit + 1) }
    let lines = try HookMessages(inbox: inbox, ledgers: ledgers, now: now).lines(Array(rows.prefix(limit)))
    return try Answer(
      FeedView(
        data: lines, nextCursor: lines.last?.id ?? call.parameters["after"], hasMore: rows.count > limit))
  }

  /// The number after which the page begins. A message that this store never gave would leave others out unseen.
  private func feedPlace(_ call: Call) throws -> Int64 {
    guard let text = call.parameters["after"] else { return 0 }
    guard let id = HookMessageID(text), let row = try ledgers.store.read({ try $0.outboxRow(id.seq) }),
      HookMessageID(row) == id
    else { throw Problem.invalid("after", "It is no message of this feed; begin without it, or with an older one.") }
    return id.seq
  }

  private func waitForFeed(after: Int64, seconds: Int64) async throws {
    let start = ContinuousClock.now
    // Who waits is answered before the service goes down.
    while start.duration(to: .now) < .seconds(seconds), !isStopping() {
      guard try ledgers.store.read({ try $0.newestOutboxSeq() }) <= after else { return }
      try await Task.sleep(for: Self.feedInterval)
    }
  }

  // MARK: Deliveries

  private func hookDeliveries(_ call: Call) async throws -> Answer {
    let (limit, status) = (call.limit, call.parameters["status"].flatMap { HookDelivery.Status(rawValue: $0) })
    let after = try call.parameters["after"].map { text throws(Problem) in
      guard let id = HookDeliveryID(text) else { throw .badCursor }
      return id
    }
    let rows = try ledgers.store.read { reader in
      try reader.hookDeliveries(status: status, after: after.map { ($0.endpoint, $0.seq) }, limit: limit + 1)
        .map { ($0, try reader.outboxRow($0.seq)) }
    }
    return try Answer(ListView(rows.map { HookDeliveryView($0, $1, endpoints) }, limit: limit, cursor: \.id))
  }

  private var endpoints: [HookEndpoint] { hooks?.endpoints ?? [] }

  private func resend(_ call: Call) async throws -> Answer {
    let name = try call.parameter("delivery")
    guard let id = HookDeliveryID(name), let row = try kept(id)?.row else { throw Problem.unknown(name) }
    guard let courier = hooks?.courier(id.endpoint) else { throw Problem.endpointMissing }
    try await courier.resend(row)
    guard let (delivery, row) = try kept(id) else { throw Problem.unknown(name) }
    return try Answer(HookDeliveryView(delivery, row, endpoints))
  }

  private func kept(_ id: HookDeliveryID) throws -> (delivery: HookDelivery, row: OutboxRow)? {
    try ledgers.store.read { reader in
      guard let delivery = try reader.hookDelivery(id.endpoint, id.seq), let row = try reader.outboxRow(id.seq) else {
        return nil
      }
      return (delivery, row)
    }
  }
}

/// A page of the feed. Its cursor is kept by who reads it, so it is there on the last page as well.
struct FeedView: Encodable {
  let data: [HookMessage]
  @OrNull var nextCursor: String?
  let hasMore: Bool

  static let schema = Schema.named(
    "Feed",
    .object([
      .must("data", .list(HookMessage.schema)),
      .must(
        "next_cursor", .orNull(.string),
        "What `after` must be the next time, on the last page too; null where nothing happened yet."),
      .must("has_more", .flag, "Whether more is there already."),
    ]))
}

/// The name of a delivery: the endpoint and the number of the row.
struct HookDeliveryID {
  let endpoint: String
  let seq: Int64

  var text: String { "\(endpoint)_\(seq)" }

  init(_ delivery: HookDelivery) { (endpoint, seq) = (delivery.endpoint, delivery.seq) }

  /// Nil for what no delivery is called.
  init?(_ text: String) {
    guard let mark = text.lastIndex(of: "_"), let seq = Schema.integer(String(text[mark...].dropFirst())), seq > 0
    else { return nil }
    (endpoint, self.seq) = (String(text[..<mark]), seq)
  }
}

/// How far a hook got on its way to one endpoint.
struct HookDeliveryView: Encodable {
  let id: String
  @OrNull var endpoint: String?
  @OrNull var message: String?
  @OrNull var type: String?
  @OrNull var account: String?
  @OrNull var sequence: Int64?
  let status: String
  let attempts: Int64
  @OrNull var nextAttemptAt: String?
  @OrNull var reason: String?

  init(_ delivery: HookDelivery, _ row: OutboxRow?, _ endpoints: [HookEndpoint]) {
    id = HookDeliveryID(delivery).text
    endpoint = endpoints.first { $0.key == delivery.endpoint }?.shown
    message = row.map { HookMessageID($0).text }
    (type, account, sequence) = (row?.kind, row?.account, row?.sequence)
    (status, attempts, reason) = (delivery.status.rawValue, delivery.attempts, delivery.reason)
    nextAttemptAt = delivery.nextAttemptAt.flatMap { Instant(seconds: $0) }?.description
  }

  static let schema = Schema.named(
    "HookDelivery",
    .object([
      .must("id", .string), .must("endpoint", .orNull(.string), "Without its query; null for one that is gone."),
      .must("message", .orNull(.string), "Its id, as in webhook-id."), .must("type", .orNull(.string)),
      .must("account", .orNull(.account)), .must("sequence", .orNull(.integer(1 ... .max))),
      .must("status", .oneOf(HookDelivery.Status.allCases.map(\.rawValue))), .must("attempts", .count),
      .must("next_attempt_at", .orNull(.moment)), .must("reason", .orNull(.string), "Why the last attempt failed."),
    ]))
}

extension Problem {
  fileprivate static let endpointMissing = Problem(
    status: .conflict, code: "hook_endpoint_missing", title: "The endpoint is not configured",
    detail: "Put its address back into TOLLBRIDGE_HOOK_URLS, as it was, and start again.")
}
