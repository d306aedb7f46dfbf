internal import Store

/// `tollbridge events retry`: decides a failed event again.
package struct EventRetry: Sendable {
  package let status: String
  /// What became of it, in words.
  package let text: String

  /// Nil where no event of that id is stored.
  package static func run(_ id: String, _ ledgers: Ledgers, _ inbox: Inbox) async throws -> EventRetry? {
    guard let before = try ledgers.store.read({ try $0.event(id) })?.status else { return nil }
    guard before == "failed" else {
      return EventRetry(status: before, text: "\(id) is \(before), not failed: nothing was decided again")
    }
    guard let after = try await inbox.retry(id) else { return nil }
    return EventRetry(status: after, text: "\(id) is \(after)")
  }
}
