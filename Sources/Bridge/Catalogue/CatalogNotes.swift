internal import Billing
internal import Yams

/// What is noted while a file is read: where each entry stands, and what is wrong. One list that every part of the
/// reader writes into, so it is a class; it never leaves the reading.
final class CatalogNotes {
  private var marks: [[String]: CatalogMark] = [:]
  private var found: [(error: CatalogError, mark: CatalogMark)] = []

  func stands(_ path: [String], at mark: CatalogMark) { marks[path] = mark }

  func fail(_ path: [String], at mark: CatalogMark, _ problem: String, _ remedy: String) {
    found.append((CatalogError(path: path, problem: problem, remedy: remedy), mark))
  }

  /// Adds what the rules find, except what may only follow from an entry that could not be read: that entry itself,
  /// what it holds, and what holds it.
  func add(_ errors: [CatalogError]) {
    let unread = Set(found.map(\.error.path))
    let above = Set(unread.flatMap(Self.above))
    for error in errors where !above.contains(error.path) {
      let holders = error.path.indices.map { Array(error.path[...$0]) }
      if !holders.contains(where: unread.contains) { found.append((error, place(error.path))) }
    }
  }

  /// What holds an entry. A section counts only for its own entries: that no plan is free does not follow from a plan's
  /// name that cannot be read.
  private static func above(_ path: [String]) -> [[String]] {
    guard path.count > 2 else { return [path.dropLast()] }
    return (2..<path.count).map { Array(path.prefix($0)) }
  }

  /// The place of an entry, or of the nearest one above it that the file has.
  private func place(_ path: [String]) -> CatalogMark {
    var path = path
    while marks[path] == nil, !path.isEmpty { path.removeLast() }
    return marks[path] ?? .start
  }

  /// In the order of the file.
  var problems: [CatalogProblem] {
    found.enumerated().sorted { one, other in
      let (first, second) = (one.element.mark, other.element.mark)
      return (first.line, first.column, one.offset) < (second.line, second.column, other.offset)
    }.map { CatalogProblem($0.element.error, at: $0.element.mark) }
  }
}
