internal import Billing
package import Store

/// `tollbridge events list` and `show`: the inbox as people look at it.
package struct EventListing: Encodable, Sendable {
  package let id: String
  let type: String?
  let status: String
  let reason: String?
  let account: String?
  let created: String?
  let receivedAt: String?
  let apiVersion: String?
  let livemode: Bool?
  let attempts: Int64
  /// The bytes as they were received; only in `show`.
  let body: String?

  private enum CodingKeys: String, CodingKey {
    case id, type, status, reason, account, created, livemode, attempts, body
    case receivedAt = "received_at"
    case apiVersion = "api_version"
  }

  init(_ event: StoredEvent, withBody: Bool) {
    id = event.id
    type = event.type
    status = event.status
    reason = event.reason
    account = event.account
    created = event.created.flatMap { Instant(seconds: $0) }?.description
    receivedAt = Instant(seconds: event.receivedAt)?.description
    apiVersion = event.apiVersion
    livemode = event.livemode
    attempts = event.attempts
    body = withBody ? String(decoding: event.body, as: UTF8.self) : nil
  }

  package func json() throws -> String { try JSONText.canonical(self) }

  /// What the columns of a list are.
  package static let header = "created               event  type  status  account  (reason)"

  package var text: String {
    let words = [created ?? "-", id, type ?? "-", status, account ?? "-"].joined(separator: "  ")
    let line = words + (reason.map { "  (\($0))" } ?? "")
    return line.onOneLine + (body.map { "\n\($0)" } ?? "")
  }

  /// The newest events that fit, newest first.
  package static func list(
    _ store: SQLiteStore, status: String?, type: String?, account: String?, limit: Int
  ) throws -> [EventListing] {
    try store.read { try $0.events(status: status, type: type, account: account, before: nil, limit: limit) }
      .map { EventListing($0, withBody: false) }
  }

  package static func show(_ store: SQLiteStore, _ id: String) throws -> EventListing? {
    try store.read { try $0.event(id) }.map { EventListing($0, withBody: true) }
  }
}
