internal import Native

/// What a store could not do, and what to do about it.
package enum StoreError: Error, CustomStringConvertible {
  /// Another process writes to it.
  case locked(String)
  /// It cannot be opened: path, permissions, a newer schema, not a database.
  case unavailable(String)
  /// A write did not happen, or nobody can say whether it did: the sender must repeat it.
  case writeFailed(String)
  /// The disk lied or died; going on could lose what was promised.
  case diskFailed(String)
  /// What is stored contradicts itself.
  case inconsistent(String)
  /// More work is waiting than the store takes on.
  case overloaded

  package var description: String {
    switch self {
    case .locked(let why): why
    case .unavailable(let why): "The store cannot be opened: \(why)"
    case .writeFailed(let why): "The store did not take a write: \(why)"
    case .diskFailed(let why): "The disk failed: \(why). Check it before you start again."
    case .inconsistent(let why): "The store contradicts itself: \(why). Run tollbridge verify."
    case .overloaded: "Too many writes are waiting; try again in a moment."
    }
  }

  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case SQLiteError.disk: self = .diskFailed("\(error)")
    default: self = .writeFailed("\(error)")
    }
  }
}

extension Error {
  /// Whether the store failed, and not what was decided on what it holds.
  package var isOfStore: Bool { self is StoreError || self is SQLiteError }
}
