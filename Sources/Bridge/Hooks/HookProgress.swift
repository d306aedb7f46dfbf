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
  /// Rows behind the stored cursor that were settled before this run.
  private let settled: Set<Int64>
  private var unsaved: [Int64: HookDelivery] = [:]

  static func cursorName(_ endpoint: HookEndpoint) -> String { "hooks \(endpoint.key)" }

  /// - Parameters:
  ///   - pending: rows that are pending in the store.
  ///   - settled: rows after the cursor that the store knows to be done or dead.
  init(_ endpoint: HookEndpoint, cursor: Int64, pending: [Int64] = [], settled: [Int64] = []) {
    self.endpoint = endpoint
    (read, self.cursor) = (cursor, cursor)
    (recorded, self.settled) = (Set(pending), Set(settled))
  }

  /// How many rows were read and are not settled.
  var openCount: Int { open.count }

  /// Notes a row that was read. False for one that the store knows more of already.
  mutating func take(_ row: OutboxRow) -> Bool {
    read = row.seq
    guard !recorded.contains(row.seq), !settled.contains(row.seq) else { return false }
    open.insert(row.seq)
    return true
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
