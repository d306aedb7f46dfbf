internal import Billing
internal import Store
internal import Stripe

/// What the app is told: something happened to an account, and how the account stands now. A hook and a line of the
/// feed are the same message under the same id.
struct HookMessage: Encodable {
  let id: String
  /// What happened, as `account.state_changed`.
  let type: String
  /// When it happened.
  let timestamp: String
  let data: Content

  struct Content: Encodable {
    let account: String
    /// Its place among all that happened to the account, from 1, without a gap.
    let sequence: Int64
    /// How many of them it tells at once: itself, and those right before it.
    let covers: Int
    /// The members of the state that changed.
    let changed: [String]
    /// The provider's event that brought it about.
    @OrNull var event: String?
    /// The account as it stood when this was written, which may be later than what happened.
    let state: AccountDocument
  }

  init(_ batch: HookBatch, _ state: AccountDocument) {
    let newest = batch.newest
    id = HookMessageID(newest).text
    type = newest.kind
    timestamp = Instant(seconds: newest.createdAt)?.description ?? ""
    data = Content(
      account: newest.account, sequence: newest.sequence, covers: batch.rows.count, changed: batch.changed,
      event: newest.eventID, state: state)
  }

  static let schema = Schema.named(
    "HookMessage",
    .object([
      .must("id", .string, "The same in the header webhook-id of the hook."),
      .must("type", .oneOf(types)), .must("timestamp", .moment, "When it happened."),
      .must(
        "data",
        .object([
          .must("account", .account), .must("sequence", .integer(1 ... .max), "Its place among the account's, from 1."),
          .must("covers", .integer(1 ... .max), "How many of them it tells: itself and those right before it."),
          .must("changed", .list(.string), "The members of the state that changed."),
          .must("event", .orNull(.string), "The provider's event that brought it about."),
          .must("state", AccountDocument.schema, "The account as it stood when this was sent."),
        ])),
    ]))

  /// Everything that the app is told of.
  static let types = [stateChanged, "refund_request.created", "auto_reload.failed"]
  static let stateChanged = "account.state_changed"
}

/// The name of a message: the number of its row, and when that was written. After a store was restored, a number comes
/// again but not the name.
struct HookMessageID: Equatable {
  private static let mark = "msg_"

  let seq: Int64
  private let createdAt: Int64

  init(_ row: OutboxRow) { (seq, createdAt) = (row.seq, row.createdAt) }

  var text: String { "\(Self.mark)\(seq)_\(String(createdAt, radix: 16))" }

  /// Nil for what no message is called.
  init?(_ text: String) {
    let parts = text.dropFirst(Self.mark.count).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, let seq = Int64(parts[0]), let createdAt = Int64(parts[1], radix: 16), seq > 0 else {
      return nil
    }
    (self.seq, self.createdAt) = (seq, createdAt)
    guard self.text == text else { return nil }
  }
}

/// Rows that one message tells: one, or several of an account that follow on each other and all say that its state
/// changed.
struct HookBatch: Sendable {
  /// In their order, the newest last.
  private(set) var rows: [OutboxRow]
  private(set) var newest: OutboxRow

  init(_ row: OutboxRow) { (rows, newest) = ([row], row) }

  /// Adds the row that follows; false where the same message cannot tell it.
  mutating func add(_ row: OutboxRow) -> Bool {
    guard row.kind == HookMessage.stateChanged, newest.kind == row.kind, row.sequence == newest.sequence + 1 else {
      return false
    }
    rows.append(row)
    newest = row
    return true
  }

  /// Every name that any of the rows has, once.
  var changed: [String] {
    var names: [String] = []
    for row in rows {
      let listed = (try? JSONValue(scanning: Array(row.changed.utf8)))?.elements.compactMap(\.string) ?? []
      names += listed.filter { !names.contains($0) }
    }
    return names
  }
}

/// Writes messages, with accounts as they stand at that moment.
struct HookMessages: Sendable {
  let inbox: Inbox
  let ledgers: Ledgers
  let now: @Sendable () -> Int64

  /// The body of a hook.
  func body(_ batch: HookBatch) throws -> [UInt8] {
    let message = HookMessage(batch, try state(of: batch.newest.account))
    return Array(try JSONText.canonical(message, snakeCase: true).utf8)
  }

  /// A line of the feed for each row. Every account is looked at once.
  func lines(_ rows: [OutboxRow]) throws -> [HookMessage] {
    var states: [String: AccountDocument] = [:]
    return try rows.map { row in
      let state = try states[row.account] ?? state(of: row.account)
      states[row.account] = state
      return HookMessage(HookBatch(row), state)
    }
  }

  private func state(of name: String) throws -> AccountDocument {
    guard let id = AccountID(name) else { throw StoreError.inconsistent("\(name) is no account") }
    let moment = Instant(seconds: now()) ?? .latest
    // All its facts may have turned out to be another's: then it stands as one that was never seen.
    let account = try ledgers.account(name, at: now()) ?? Account([], catalog: ledgers.catalog, at: moment)
    return AccountDocument(
      id, account, ledgers.catalog, slots: try inbox.slots(of: id).map(\.slot), showsProvider: true, .english)
  }
}
