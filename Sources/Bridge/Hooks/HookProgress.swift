internal import Store

/// How far one endpoint got among the rows of the outbox, and what of that is not in the store yet.
///
/// Up to the cursor every row was delivered or has a delivery of its own in the store. A row gets one where it was not
/// delivered at once; so those that go well cost no write but the cursor's, now and then.
struct HookProgress {
  private let endpoint: HookEndpoint
  /// The newest row that was read.
  private(set) var read: Int64
  /// As it is stored.
  private var cursor: Int64
  /// Rows behind the cursor that were read and are not settled.
  private var open: Set<Int64> = []
  /// Rows that are pending in the store, or will be with the next save.
  private var recorded: Set<Int64>
  private var unsaved: [Int64: HookDelivery] = [:]

  static func cursorName(_ endpoint: HookEndpoint) -> String { "hooks \(endpoint.key)" }

  init(_ endpoint: HookEndpoint, cursor: Int64, pending: [Int64]) {
    self.endpoint = endpoint
    (read, self.cursor) = (cursor, cursor)
    recorded = Set(pending)
  }

  /// How many rows were read and are not settled.
  var openCount: Int { open.count }

  mutating func read(_ row: OutboxRow) {
    read = row.seq
    // What was resent meanwhile stands in the store already.
    if !recorded.contains(row.seq) { open.insert(row.seq) }
  }

  mutating func deliver(_ seq: Int64, attempts: Int64) {
    open.remove(seq)
    guard recorded.remove(seq) != nil else { return }
    unsaved[seq] = HookDelivery(
      endpoint: endpoint.key, seq: seq, status: .done, attempts: attempts, nextAttemptAt: nil)
  }

  /// Notes what is kept of a row that was not delivered.
  ///
  /// - Parameter nextAttemptAt: nil where it is tried no more.
  mutating func keep(_ item: HookQueue.Item, nextAttemptAt: Int64?, reason: String?) {
    let seq = item.row.seq
    open.remove(seq)
    if nextAttemptAt == nil { recorded.remove(seq) } else { recorded.insert(seq) }
    unsaved[seq] = HookDelivery(
      endpoint: endpoint.key, seq: seq, status: nextAttemptAt == nil ? .dead : .pending, attempts: item.attempts,
      nextAttemptAt: nextAttemptAt, reason: reason)
  }

  func isKept(_ seq: Int64) -> Bool { recorded.contains(seq) }
  func isUnsaved(_ seq: Int64) -> Bool { unsaved[seq] != nil }

  // MARK: Saving

  /// What is written in one transaction.
  struct Save: Sendable {
    fileprivate let name: String
    fileprivate let cursor: Int64
    fileprivate let deliveries: [HookDelivery]

    func write(_ transaction: WriteTransaction) throws {
      for delivery in deliveries { try transaction.save(delivery) }
      try transaction.setCursor(name, to: cursor)
    }
  }

  /// Takes what is to be written; nil where the store knows it all.
  mutating func takeSave() -> Save? {
    let reached = (open.min() ?? read + 1) - 1
    guard reached != cursor || !unsaved.isEmpty else { return nil }
    defer { unsaved = [:] }
    return Save(
      name: Self.cursorName(endpoint), cursor: reached, deliveries: unsaved.values.sorted { $0.seq < $1.seq })
  }

  mutating func saved(_ save: Save) { cursor = save.cursor }

  /// Takes back what could not be written.
  mutating func takeBack(_ save: Save) {
    for delivery in save.deliveries { unsaved[delivery.seq] = unsaved[delivery.seq] ?? delivery }
  }
}
