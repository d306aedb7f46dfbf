internal import CSQLite

/// What can be bound to a mark of a statement: 64-bit integers, text, blobs, and none of them for NULL.
package protocol SQLiteValue {
  /// Gives the value to the statement, which takes a copy. The result is SQLite's code.
  func bind(to mark: borrowing SQLiteMark) -> Int32
}

/// One mark of a statement, while it is given its value.
@safe package struct SQLiteMark: ~Copyable {
  private let statement: OpaquePointer
  private let index: Int32

  init(_ statement: OpaquePointer, _ index: Int32) {
    unsafe self.statement = statement
    self.index = index
  }

  func bind(_ value: Int64) -> Int32 { unsafe sqlite3_bind_int64(statement, index, value) }

  func bindNull() -> Int32 { unsafe sqlite3_bind_null(statement, index) }

  func bind(_ text: String) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      unsafe tb_sqlite3_bind_text(statement, index, bytes.baseAddress, Self.length(bytes.count))
    }
  }

  func bind(_ blob: [UInt8]) -> Int32 {
    unsafe blob.withUnsafeBytes { bytes in
      unsafe tb_sqlite3_bind_blob(statement, index, bytes.baseAddress, Self.length(bytes.count))
    }
  }

  /// What is longer than a C int can say is beyond SQLite's own limit too, and is refused by it.
  private static func length(_ count: Int) -> Int32 { Int32(clamping: count) }
}

extension Int64: SQLiteValue {
  package func bind(to mark: borrowing SQLiteMark) -> Int32 { mark.bind(self) }
}

extension Int: SQLiteValue {
  package func bind(to mark: borrowing SQLiteMark) -> Int32 { mark.bind(Int64(self)) }
}

extension String: SQLiteValue {
  package func bind(to mark: borrowing SQLiteMark) -> Int32 { mark.bind(self) }
}

extension [UInt8]: SQLiteValue {
  package func bind(to mark: borrowing SQLiteMark) -> Int32 { mark.bind(self) }
}

extension Optional: SQLiteValue where Wrapped: SQLiteValue {
  package func bind(to mark: borrowing SQLiteMark) -> Int32 {
    switch self {
    case .some(let value): value.bind(to: mark)
    case .none: mark.bindNull()
    }
  }
}
