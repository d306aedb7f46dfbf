internal import CSQLite

/// What SQLite, or the reading of what it gave, came to. The text is SQLite's own; it never holds a bound value.
package enum SQLiteError: Error, Equatable, CustomStringConvertible {
  /// Somebody else holds the lock (SQLITE_BUSY, SQLITE_LOCKED).
  case busy(String)
  /// A constraint or trigger of the schema refused it.
  case constraint(String)
  /// The disk failed (SQLITE_IOERR).
  case disk(String)
  /// What the disk gave back is no sound database (SQLITE_CORRUPT, SQLITE_NOTADB).
  case corrupt(String)
  /// Any other answer of SQLite, by its extended code.
  case failed(code: Int32, String)
  /// A column holds another type than was asked for.
  case wrongType(column: Int, expected: String)
  /// A statement was given more or fewer values than it has marks.
  case wrongCount(given: Int, expected: Int)

  package var description: String {
    switch self {
    case .busy(let text): "SQLite: somebody else holds the lock: \(text)"
    case .constraint(let text): "SQLite: refused by the schema: \(text)"
    case .disk(let text), .corrupt(let text): "SQLite: \(text)"
    case .failed(let code, let text): "SQLite \(code): \(text)"
    case .wrongType(let column, let expected): "column \(column) holds no \(expected)"
    case .wrongCount(let given, let expected): "a statement of \(expected) values was given \(given)"
    }
  }

  /// The one place where a code of SQLite becomes an error; `text` is asked for when there is one.
  static func check(_ code: Int32, _ text: @autoclosure () -> String) throws(SQLiteError) {
    switch code & 0xFF {
    case SQLITE_OK, SQLITE_ROW, SQLITE_DONE: return
    case SQLITE_BUSY, SQLITE_LOCKED: throw .busy(text())
    case SQLITE_CONSTRAINT: throw .constraint(text())
    case SQLITE_IOERR: throw .disk(text())
    case SQLITE_CORRUPT, SQLITE_NOTADB: throw .corrupt(text())
    default: throw .failed(code: code, text())
    }
  }
}
