import Foundation

/// The folder that everything is written to.
struct Scratch: Sendable {
  /// The database that the tollbridge under load writes.
  static let storeName = "bench.sqlite"

  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/tollbridge-bench-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder + "/" + name }

  /// Removes a database with the files that SQLite keeps beside it.
  func removeDatabase(_ name: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path(name + suffix)) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
