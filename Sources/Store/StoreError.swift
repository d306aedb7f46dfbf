internal import Native

/// What a store could not do, and what to do about it.
package enum StoreError: Error, CustomStringConvertible {
  /// Another process writes to it.
  case locked(String)
  /// It cannot be opened: path, permissions.
  case unavailable(String)
  /// A program of another version wrote it.
  case otherSchema(String)
  /// Its file is no sound database.
  case corrupt(String)
  /// A write did not happen, or nobody can say whether it did: the sender must repeat it.
  case writeFailed(String)
  /// Its file is no longer where it was opened.
  case gone
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
    case .otherSchema(let why): "The store cannot be opened: its schema is \(why)"
    case .corrupt(let why): "The store's file is damaged, or is none: \(why). Name another, or restore a backup."
    case .writeFailed(let why): "The store did not take a write: \(why)"
    case .gone:
      "The store's file was moved, removed or replaced while it was open. Before you start again see that the right "
        + "one is there, without a log (-wal, -shm) of another."
    case .diskFailed(let why): "The disk failed: \(why). Check it before you start again."
    case .inconsistent(let why): "The store contradicts itself: \(why). Run tollbridge verify."
    case .overloaded: "Too many writes are waiting; try again in a moment."
    }
  }

  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case SQLiteError.disk: self = .diskFailed("\(error)")
    case SQLiteError.corrupt: self = .corrupt("\(error)")
    default: self = .writeFailed("\(error)")
    }
  }
}

extension StoreError {
  /// Whether nothing that is read or written from now on can be relied on: the process must end.
  package var endsTheProcess: Bool {
    switch self {
    case .diskFailed, .corrupt, .gone: true
    case .locked, .unavailable, .otherSchema, .writeFailed, .inconsistent, .overloaded: false
    }
  }
}

extension Error {
  /// Whether the store failed, and not what was decided on what it holds.
  package var isOfStore: Bool { self is StoreError || self is SQLiteError }
}
