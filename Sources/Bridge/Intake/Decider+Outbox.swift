internal import Billing
internal import Store

/// What the app is told of an account, in the transaction that made it true.
extension Decider {
  /// Queues what became of an account and writes its row, where anything did.
  ///
  /// - Parameters:
  ///   - before: as the account stood.
  ///   - recorded: facts of our own that were added since.
  ///   - event: what brought it about, where the provider told it.
  func tell(
    _ standing: inout CachedAccount.Standing, of account: AccountID, since before: CachedAccount.Standing,
    recorded: [Fact] = [], event: String? = nil, _ transaction: WriteTransaction
  ) throws {
    guard let state = standing.state else { return }
    let notices = Notice.all(from: before, to: standing, recorded)
    guard !notices.isEmpty else { return }
    for notice in notices {
      standing.sequence += 1
      try transaction.enqueue(
        kind: notice.kind, account: account.value, sequence: standing.sequence, changed: notice.changed, event: event)
    }
    try transaction.save(
      AccountRow(account: account.value, state: state, head: standing.head, sequence: standing.sequence))
  }
}

/// One row of the outbox.
private struct Notice {
  let kind: String
  /// A JSON array of the names of what changed.
  var changed = "[]"

  static func all(
    from before: CachedAccount.Standing, to after: CachedAccount.Standing, _ recorded: [Fact]
  ) -> [Notice] {
    var notices: [Notice] = []
    let changed = after.state?.changes(since: before.state) ?? []
    if !changed.isEmpty || before.head != after.head {
      notices.append(Notice(kind: "account.state_changed", changed: json(changed)))
    }
    notices += recorded.filter(\.asksForRefund).map { _ in Notice(kind: "refund_request.created") }
    if recorded.contains(where: \.failsReload) || hasReloadFailed(before.state?.autoReload, after.state?.autoReload) {
      notices.append(Notice(kind: "auto_reload.failed"))
    }
    return notices
  }

  /// The names are letters and underscores.
  private static func json(_ names: [String]) -> String {
    names.isEmpty ? "[]" : "[\"" + names.joined(separator: "\",\"") + "\"]"
  }

  /// Whether a failed payment switched auto-reload off, which the provider may tell before our own fact does.
  private static func hasReloadFailed(_ before: AutoReload?, _ after: AutoReload?) -> Bool {
    guard let after, before?.enabled == true, !after.enabled else { return false }
    return after.offReason != nil && after.offReason != "dispute"
  }
}

extension Fact {
  fileprivate var asksForRefund: Bool { if case .app(.refundRequested) = body { true } else { false } }

  fileprivate var failsReload: Bool {
    guard case .app(.reloadFailed(let failure)) = body else { return false }
    return failure.reason != ReloadFailure.notWanted
  }
}
