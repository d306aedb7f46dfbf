internal import Store

/// What one endpoint must still be told, by account, and whose turn it is.
struct HookQueues {
  private var queues: [String: HookQueue] = [:]
  /// How many rows wait or are under way.
  private(set) var count = 0
  /// Accounts whose turn is now, in order, each once.
  private var ready: [String] = []
  private var listed: Set<String> = []
  /// Accounts whose messages failed and are tried again later.
  private var held: Set<String> = []

  var hasReady: Bool { !ready.isEmpty }

  /// What waits of every account.
  var waiting: [HookQueue.Item] { queues.values.flatMap(\.waiting) }

  func waiting(of account: String) -> [HookQueue.Item] { queues[account]?.waiting ?? [] }

  /// When an account's messages may be tried again; nil where it is not held up.
  func heldUntil(_ account: String) -> Int64? { queues[account]?.heldUntil }

  /// Adds a row at its place among its account's; one that is there already is as if it had never failed.
  mutating func add(_ item: HookQueue.Item) {
    let account = item.row.account
    if queues[account, default: HookQueue()].add(item) { count += 1 }
    list(account)
  }

  // MARK: Turns

  /// Takes what is to be sent next; nil where nobody's turn is now.
  mutating func next() -> HookBatch? {
    while let account = ready.first {
      ready.removeFirst()
      listed.remove(account)
      if queues[account]?.isReady == true { return queues[account]?.take() }
    }
    return nil
  }

  /// Ends what is under way for an account; nothing more is sent of it before `goOn`.
  mutating func end(_ account: String) -> [HookQueue.Item] { queues[account]?.end() ?? [] }

  /// Lets an account go on after its message ended, of whose rows `settled` will not be tried again.
  mutating func goOn(_ account: String, settled: Int) {
    count -= settled
    if queues[account]?.isEmpty == true { queues[account] = nil }
    list(account)
  }

  private mutating func list(_ account: String) {
    guard queues[account]?.isReady == true, listed.insert(account).inserted else { return }
    ready.append(account)
  }

  // MARK: Holding up

  /// Puts back what failed, to be tried again from `time` on.
  mutating func hold(_ account: String, _ items: [HookQueue.Item], until time: Int64) {
    queues[account]?.hold(items, until: time)
    held.insert(account)
  }

  mutating func release(_ account: String) {
    held.remove(account)
    queues[account]?.heldUntil = nil
    list(account)
  }

  /// Lets those go on whose time has come; all of them for nil.
  mutating func release(at now: Int64?) {
    for account in held where now.map({ (heldUntil(account) ?? 0) <= $0 }) ?? true { release(account) }
  }
}
