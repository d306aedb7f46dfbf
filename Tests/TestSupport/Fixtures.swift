package import Foundation

/// Where the tests' data lies.
package enum Fixtures {
  /// The top of the project.
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package static let folder = root.appending(path: "Fixtures")

  /// The recorded payloads that lie beside the project; nil where they are not there.
  package static var corpus: URL? { shared("corpus") }

  /// Stripe's own description of its API and what was recorded of it, which lie beside the project too.
  package static var stripe: URL? { shared("stripe") }

  /// What lies in `shared` beside the project; nil where it is not there.
  package static func shared(_ name: String) -> URL? {
    let folder = root.deletingLastPathComponent().appending(path: "shared/\(name)")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// The stories: folders of payloads in order.
  package static let stories: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "stories").path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }()

  package static func story(_ name: String) -> URL { folder.appending(path: "stories/\(name)") }

  /// The payload files of a story, in order.
  package static func payloads(_ story: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self.story(story).path)
      .filter { $0.hasSuffix(".json") }.sorted().map { self.story(story).appending(path: $0).path }
  }
}

/// A file with an expected text, rewritten when RECORD_GOLDENS=1.
package enum Golden {
  package static func expected(_ file: URL, actual: String) throws -> String {
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try (actual + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The end of a file, after `mark`, that must be `actual`; rewritten like the rest.
  package static func tail(of file: URL, after mark: String, actual: String) throws -> String {
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: mark)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try (parts[0] + mark + actual + "\n").write(to: file, atomically: true, encoding: .utf8)
      return actual
    }
    let tail = parts.dropFirst().joined(separator: mark)
    return tail.hasSuffix("\n") ? String(tail.dropLast()) : tail
  }
}
