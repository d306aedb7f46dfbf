internal import Billing

/// A place in a text, both counted from 1; columns in Unicode scalars.
struct CatalogMark: Equatable, Sendable {
  static let start = CatalogMark(line: 1, column: 1)

  let line: Int
  let column: Int
}

/// Something in a catalogue file that cannot stand: where, what, and what to write instead.
package struct CatalogProblem: Error, Equatable, Sendable, Encodable {
  package let line: Int
  package let column: Int
  /// The entry, as `plans.micro.cap`; empty for the file as a whole.
  package let path: String
  package let problem: String
  package let remedy: String

  init(_ error: CatalogError, at mark: CatalogMark) {
    line = mark.line
    column = mark.column
    path = error.path.joined(separator: ".")
    problem = error.problem
    remedy = error.remedy
  }

  init(_ problem: String, _ remedy: String, at mark: CatalogMark = .start) {
    self.init(CatalogError(path: [], problem: problem, remedy: remedy), at: mark)
  }

  /// `FILE:LINE:COLUMN: path: problem; what to write`, as compilers say it and editors jump to it.
  package func text(file: String) -> String {
    "\(file):\(line):\(column): \(path.isEmpty ? "" : path + ": ")\(problem); \(remedy)"
  }
}

/// Every problem of one catalogue text, in its order.
package struct CatalogProblems: Error, Equatable, Sendable, CustomStringConvertible {
  package let all: [CatalogProblem]

  package func text(file: String) -> String { all.map { $0.text(file: file) }.joined(separator: "\n") }

  package var description: String { text(file: "catalogue") }
}
