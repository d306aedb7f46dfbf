/// Why an account has what it has: the entries, and the same in words.
extension TollbridgeClient {
  /// The ledger's entries, the oldest first. For a server or operator key.
  ///
  /// - Parameters:
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func ledger(
    of account: String, limit: Int? = nil, after cursor: String? = nil
  ) async throws -> Page<LedgerEntry> {
    try await send(.list(["v1", "accounts", account, "ledger"], limit, cursor))
  }

  /// What happened, what it did and the balance after it, the newest first.
  ///
  /// - Parameters:
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func timeline(
    of account: String, limit: Int? = nil, after cursor: String? = nil
  ) async throws -> Page<TimelineLine> {
    try await send(.list(["v1", "accounts", account, "timeline"], limit, cursor))
  }
}

extension Call {
  /// A page of a list.
  static func list(
    _ path: [String], _ limit: Int?, _ cursor: String?, _ more: [(String, String?)] = []
  ) -> Call { .get(path, [("limit", limit.map { String($0) }), ("after", cursor)] + more) }
}
