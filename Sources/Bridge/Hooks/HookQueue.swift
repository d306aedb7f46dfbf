internal import Store

/// What one endpoint must still be told of one account, in order.
struct HookQueue {
  struct Item: Sendable {
    let row: OutboxRow
    /// How often a message failed that told it.
    var attempts: Int64 = 0
  }

  private(set) var waiting: [Item] = []
  /// What the message tells that is under way.
  private(set) var sending: [Item] = []
  /// When the first may be tried again, unix seconds; nil where it is not held up.
  var heldUntil: Int64?

  var isEmpty: Bool { waiting.isEmpty && sending.isEmpty }
  /// Whether its turn is now.
  var isReady: Bool { !waiting.isEmpty && sending.isEmpty && heldUntil == nil }

  /// Adds a row at its place. False for one that is there already, which is then as if it had never failed.
  mutating func add(_ item: Item) -> Bool {
    let seq = item.row.seq
    guard let newest = (waiting.last ?? sending.last)?.row.seq, newest >= seq else {
      waiting.append(item)
      return true
    }
    guard !sending.contains(where: { $0.row.seq == seq }) else { return false }
    let place = waiting.firstIndex { $0.row.seq >= seq } ?? waiting.endIndex
    guard place == waiting.endIndex || waiting[place].row.seq != seq else {
      waiting[place] = item
      return false
    }
    waiting.insert(item, at: place)
    return true
  }

  /// Takes what the next message tells; nil where nothing waits.
  mutating func take() -> HookBatch? {
    guard let first = waiting.first else { return nil }
    var batch = HookBatch(first.row)
    for item in waiting.dropFirst() where !batch.add(item.row) { break }
    sending = Array(waiting.prefix(batch.rows.count))
    waiting.removeFirst(batch.rows.count)
    return batch
  }

  /// Ends what is under way.
  mutating func end() -> [Item] {
    defer { sending = [] }
    return sending
  }

  /// Puts back what was under way and failed, to be tried again from `time` on.
  mutating func hold(_ items: [Item], until time: Int64) {
    waiting = (items + waiting).sorted { $0.row.seq < $1.row.seq }
    heldUntil = time
  }
}
