internal import Billing
internal import HTTPTypes
internal import Store

/// Why an account has what it has: the entries, and the same in words.
extension APIRoutes {
  var ledgerRoutes: [Route] {
    [
      Route(
        method: .get, path: "/v1/accounts/{account}/ledger", callers: [.server, .operator],
        summary: "The ledger's entries, the oldest first", query: Schema.paging,
        reply: .json(.page(of: EntryView.schema), "Entries."), problems: [404], run: Route.waiting(ledger)),
      Route(
        method: .get, path: "/v1/accounts/{account}/timeline", callers: .readers,
        summary: "What happened, what it did and the balance after it, the newest first",
        query: Schema.paging + [.may("event", .id, "Only what this event of the provider's did.")],
        reply: .json(.page(of: TimelineView.schema), "Lines in words."), problems: [404], run: Route.waiting(timeline)),
    ]
  }

  private func ledger(_ call: Call) async throws -> Answer {
    _ = try await known(call)
    let (account, after, limit) = (try call.account().value, try call.after() ?? 0, call.limit)
    let rows = try ledgers.store.read { try $0.entries(of: account, after: after, limit: limit + 1) }
    return try Answer(ListView(rows.map(EntryView.init), limit: limit) { String($0.number) })
  }

  private func timeline(_ call: Call) async throws -> Answer {
    let (account, limit) = (try await known(call), call.limit)
    let after = try call.after()
    let facts = try ledgers.facts(of: try call.account().value)
    let lines = try Explanation(facts, catalog: catalog, at: account.moment).lines
    let event = call.parameters["event"]
    let rows = lines.enumerated().reversed().map { TimelineView(number: $0 + 1, $1) }
      .filter { line in after.map { line.number < $0 } ?? true && (event == nil || line.event == event) }
    return try Answer(ListView(Array(rows.prefix(limit + 1)), limit: limit) { String($0.number) })
  }
}

/// One entry of the ledger.
struct EntryView: Encodable {
  let number: Int64
  let cause: String
  let source: String
  let target: String
  let amount: Credits
  let effectiveAt: String
  let bookedAt: String
  @OrNull var event: String?
  let note: String

  init(_ entry: StoredEntry) {
    (number, cause, source, target) = (entry.number, entry.cause, entry.source, entry.target)
    (amount, event, note) = (entry.amount, entry.event, entry.note)
    effectiveAt = Instant(seconds: entry.effectiveAt)?.description ?? ""
    bookedAt = Instant(seconds: entry.bookedAt)?.description ?? ""
  }

  static let schema = Schema.named(
    "Entry",
    .object([
      .must("number", .integer(1 ... .max)), .must("cause", .string, "The business thing that moved the credits."),
      .must("source", .string, "The pool they came from."), .must("target", .string, "The pool they went to."),
      .must("amount", .integer(1 ... .max)), .must("effective_at", .moment), .must("booked_at", .moment),
      .must("event", .orNull(.string)), .must("note", .string),
    ]))
}

/// One line of an account's course in words.
struct TimelineView: Encodable {
  let number: Int
  let at: String
  @OrNull var event: String?
  let text: String
  let effect: String
  let balance: Credits

  init(number: Int, _ line: Explanation.Line) {
    self.number = number
    at = line.at.description
    (event, text, effect, balance) = (line.event, line.text, line.effect, line.balance)
  }

  static let schema = Schema.named(
    "TimelineLine",
    .object([
      .must("number", .integer(1 ... .max)), .must("at", .moment), .must("event", .orNull(.string)),
      .must("text", .string), .must("effect", .string, "What moved, as `+5,000 plan`; empty where nothing did."),
      .must("balance", .count, "What could be spent afterwards."),
    ]))
}
