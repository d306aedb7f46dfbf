import Foundation
import TestSupport
import Testing

/// The style guide where a machine can judge it.
@Suite("Tidiness")
struct TidyTests {
  struct Source: CustomTestStringConvertible {
    let path: String
    let target: String
    let lines: [String]

    var testDescription: String { path }
  }

  static let sources: [Source] = {
    let folder = Fixtures.root.appending(path: "Sources")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { return nil }
      return Source(
        path: path, target: String(path.prefix { $0 != "/" }),
        lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }()

  /// What each target may import of ours; the arrows of docs/ARCHITECTURE.md.
  static let arrows: [String: Set<String>] = [
    "Billing": [],
    "Native": ["COpenSSL", "CCurl", "CMalloc", "CSQLite", "CZlib"],
    "Stripe": ["Billing", "Native"],
    "Store": ["Billing", "Native"],
    "Bridge": ["Billing", "Native", "Store", "Stripe"],
    "Sandbox": ["Native", "Stripe"],
    "Demo": ["Native"],
    "TollbridgeClient": [],
    "tollbridge": ["Billing", "Bridge", "Demo", "Native", "Sandbox", "Store", "Stripe"],
  ]
  static let ours: Set<String> = [
    "Billing", "Native", "Stripe", "Store", "Bridge", "Sandbox", "Demo", "COpenSSL", "CCurl", "CMalloc", "CSQLite",
    "CZlib",
  ]

  private func imports(_ source: Source) -> [String] {
    source.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "import"), at <= 1, words.count > at + 1 else { return nil }
      return String(words[at + 1])
    }
  }

  @Test("The benchmarks build Native from the same C libraries as the product")
  func benchmarksHaveEveryLibrary() throws {
    let package = Fixtures.root.appending(path: "Benchmarks")
    let manifest = try String(contentsOf: package.appending(path: "Package.swift"), encoding: .utf8)
    for library in try #require(Self.arrows["Native"]) {
      let map = package.appending(path: "Sources/\(library)/module.modulemap")
      #expect(FileManager.default.fileExists(atPath: map.path), "\(map.path)")
      #expect(manifest.contains("name: \"\(library)\""), "Benchmarks/Package.swift does not name \(library)")
    }
  }

  @Test("There are sources") func thereAreSources() { #expect(Self.sources.count > 40) }

  @Test("Imports follow the arrows", arguments: sources)
  func importRules(_ source: Source) throws {
    let allowed = try #require(Self.arrows[source.target])
    for name in imports(source) where Self.ours.contains(name) {
      #expect(allowed.contains(name), "\(source.path) imports \(name)")
    }
  }

  @Test(
    "The rules import nothing: no clock, no network, no database", arguments: sources.filter { $0.target == "Billing" })
  func pureCore(_ source: Source) { #expect(imports(source).isEmpty) }

  @Test("Words that can stop the process or leave work undone are nowhere", arguments: sources)
  func bannedWords(_ source: Source) {
    let banned = [
      "try!", "as!", "fatalError(", "preconditionFailure(", "FIXME", "TODO", "XXX", " print(", "!.", "unowned(unsafe)",
    ]
    for (number, line) in source.lines.enumerated() where !line.trimmingCharacters(in: .whitespaces).hasPrefix("///") {
      for word in banned { #expect(!line.contains(word), "\(source.path):\(number + 1): \(word)") }
    }
  }

  @Test("Only Native touches what is unsafe", arguments: sources.filter { $0.target != "Native" })
  func unsafeOnlyInNative(_ source: Source) {
    for (number, line) in source.lines.enumerated() {
      let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "@" && $0 != "_" }
      #expect(
        !words.contains("unsafe") && !words.contains("@safe") && !line.contains("@unchecked"),
        "\(source.path):\(number + 1)")
    }
  }

  @Test("Every package or public declaration of a type is documented", arguments: sources)
  func documented(_ source: Source) {
    let kinds = ["struct", "enum", "final class", "class", "actor", "protocol"]
    for (number, line) in source.lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespaces)
      guard kinds.contains(where: { text.hasPrefix("package \($0) ") || text.hasPrefix("public \($0) ") }) else {
        continue
      }
      // Nested types may be explained by the member beside them.
      guard !line.hasPrefix(" ") else { continue }
      #expect(number > 0 && source.lines[number - 1].hasPrefix("///"), "\(source.path):\(number + 1): \(text)")
    }
  }

  @Test("Files and functions stay short: 400 lines a file, 60 a function", arguments: sources)
  func short(_ source: Source) {
    #expect(source.lines.count <= 400, "\(source.path) has \(source.lines.count) lines")
    var start: (line: Int, indent: Int)?
    for (number, line) in source.lines.enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indent)
      if start == nil, text.contains("func "), text.hasSuffix("{") { start = (number, indent) }
      if let begun = start, text == "}", indent == begun.indent {
        #expect(number - begun.line <= 60, "\(source.path):\(begun.line + 1) is \(number - begun.line) lines long")
        start = nil
      }
    }
  }

  @Test("Lines stay within 120 characters", arguments: sources)
  func lineLength(_ source: Source) {
    for (number, line) in source.lines.enumerated() {
      #expect(line.count <= 120, "\(source.path):\(number + 1) has \(line.count) characters")
    }
  }

  @Test("Every story has payloads and a golden ledger")
  func fixtures() throws {
    for story in Fixtures.stories {
      #expect(try !Fixtures.payloads(story).isEmpty)
      #expect(
        FileManager.default.fileExists(atPath: Fixtures.story(story).appending(path: "ledger.txt").path), "\(story)")
    }
  }
}
