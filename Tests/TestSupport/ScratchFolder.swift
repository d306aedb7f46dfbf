package import Foundation

/// A folder for the files of one test. It goes with the value: a suite that keeps it keeps it as long as its test runs.
package final class ScratchFolder: Sendable {
  package let url: URL

  package init() {
    url = FileManager.default.temporaryDirectory.appending(path: "tollbridge-test-\(UUID().uuidString)")
    // Where that fails, whoever writes into it says so.
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A path in it that nothing has had yet.
  package func newPath(_ ending: String = "sqlite") -> String {
    url.appending(path: "\(UUID().uuidString).\(ending)").path
  }
}
