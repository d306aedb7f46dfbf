internal import Billing
package import Store

/// `tollbridge intents list`: what must still happen at the provider, and what came of the rest. The page of a result
/// is left out: it lets in whoever has it.
package struct IntentListing: Encodable, Sendable {
  package let id: String
  let account: String
  let name: String
  let command: String
  let status: String
  let attempts: Int64
  let createdAt: String?
  let nextAttemptAt: String?
  let reason: String?
  /// The provider's object that came of it.
  let object: String?

  private enum CodingKeys: String, CodingKey {
    case id, account, name, command, status, attempts, reason, object
    case createdAt = "created_at"
    case nextAttemptAt = "next_attempt_at"
  }

  init(_ intent: StoredIntent) {
    (id, account, name, command) = (intent.id, intent.account, intent.name, intent.command)
    (status, attempts, reason) = (intent.status.rawValue, intent.attempts, intent.reason)
    createdAt = Instant(seconds: intent.createdAt)?.description
    nextAttemptAt = intent.nextAttemptAt.flatMap { Instant(seconds: $0) }?.description
    object = (try? intent.outcome)?.id
  }

  package func json() throws -> String { try JSONText.canonical(self) }

  package static let header = "created               account  intent  status  attempts  (reason)"

  package var text: String {
    let words = [createdAt ?? "-", account, id, status, "\(attempts)"].joined(separator: "  ")
    return words + (object.map { "  \($0)" } ?? "") + (reason.map { "  (\($0))" } ?? "")
  }

  /// The statuses that an intent can have.
  package static var statuses: [String] { StoredIntent.Status.allCases.map(\.rawValue) }

  /// The newest that fit, newest first.
  package static func list(
    _ store: SQLiteStore, status: String?, account: String?, limit: Int
  ) throws -> [IntentListing] {
    try store.read { try $0.intents(status: status, account: account, limit: limit) }.map(IntentListing.init)
  }
}

/// `tollbridge intents retry`: takes up again what failed or was given up; the service carries it out.
package enum IntentRetry: Sendable, Equatable {
  case taken
  /// There is no such intent.
  case unknown
  /// It needs no retry: it waits or is done.
  case notFailed(String)

  package static func run(
    _ store: SQLiteStore, account: String, intent: String, now: Int64
  ) throws(StoreError) -> IntentRetry {
    try store.write(now: now) { transaction in
      guard let known = try transaction.reading.intent(intent, of: account) else { return .unknown }
      guard known.status == .failed || known.status == .givenUp else { return .notFailed(known.status.rawValue) }
      return try transaction.revive(intent, of: account) ? .taken : .notFailed(known.status.rawValue)
    }
  }
}
