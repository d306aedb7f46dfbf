/// A page of a list, and where the next one begins.
struct ListView<Row: Encodable>: Encodable {
  let data: [Row]
  @OrNull var nextCursor: String?

  /// - Parameter rows: one more than is shown, where there are more.
  init(_ rows: [Row], limit: Int, cursor: (Row) -> String) {
    data = Array(rows.prefix(limit))
    nextCursor = rows.count > limit ? data.last.map(cursor) : nil
  }
}

extension Schema {
  static func page(of row: Schema) -> Schema {
    .object([
      .must("data", .list(row)),
      .must("next_cursor", .orNull(.string), "What `after` must be for the next page; null on the last."),
    ])
  }

  /// What every list may be asked with.
  static let paging: [Member] = [
    .may("limit", .integer(1...100), "How many; \(Call.limitUnsaid) where it is not said."),
    .may("after", .id, "The `next_cursor` of the page before."),
  ]
}

extension Call {
  fileprivate static let limitUnsaid: Int64 = 20

  var limit: Int { Int(integer("limit") ?? Self.limitUnsaid) }

  /// The number after which the page begins; nil for the first page.
  func after() throws(Problem) -> Int64? {
    guard let text = parameters["after"] else { return nil }
    guard let number = Schema.integer(text), number >= 0 else { throw .badCursor }
    return number
  }
}

extension Problem {
  static let badCursor = Problem.invalid("after", "It is no next_cursor of this list.")
}
