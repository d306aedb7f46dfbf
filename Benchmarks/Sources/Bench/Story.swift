import Foundation

/// The payloads of one story: a customer who subscribes, with all that the provider tells of it.
struct Story {
  private static let name = "stories/01-subscribe"

  let templates: [Template]

  /// - Parameter fixtures: the folder of all fixtures, or that of one story.
  init(fixtures: String) throws {
    let story = fixtures + "/" + Self.name
    let folder = FileManager.default.fileExists(atPath: story) ? story : fixtures
    let payloads = Self.payloads(in: folder)
    guard !payloads.isEmpty else { throw BenchError("there are no events in \(folder)") }
    let accounts = Set(payloads.flatMap { Template.accounts(in: $0) })
    guard !accounts.isEmpty else { throw BenchError("no event in \(folder) names an account") }
    templates = payloads.map { Template($0, accounts: accounts) }
  }

  private static func payloads(in folder: String) -> [[UInt8]] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    var seen: Set<[UInt8]> = []
    return names.sorted().flatMap { texts(folder, $0) }.filter { isEvent($0) && seen.insert($0).inserted }
  }

  private static func texts(_ folder: String, _ name: String) -> [[UInt8]] {
    guard name.hasSuffix(".json") || name.hasSuffix(".jsonl") else { return [] }
    guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { return [] }
    let bytes = [UInt8](data)
    return name.hasSuffix(".jsonl") ? bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) } : [bytes]
  }

  private static func isEvent(_ text: [UInt8]) -> Bool {
    let strings = QuotedString.all(in: text)
    func has(_ word: String, isKey: Bool) -> Bool {
      strings.contains { $0.isKey == isKey && text[$0.range].elementsEqual(word.utf8) }
    }
    return has("event", isKey: false) && has("data", isKey: true)
  }
}
