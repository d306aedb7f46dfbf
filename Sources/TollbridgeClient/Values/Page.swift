/// A part of a list.
public struct Page<Row: Codable & Sendable>: Codable, Sendable {
  /// The rows, in the list's order.
  public let data: [Row]
  /// What `after` must be for the next page; nil on the last.
  public let nextCursor: String?
}

/// That it was done.
public struct Done: Codable, Hashable, Sendable {
  /// What became of it, as `done`.
  public let status: String
}
