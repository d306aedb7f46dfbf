internal import Foundation
internal import Native
package import Stripe

/// One payload of a recording: an event's body, or a whole delivery with its signature.
package struct RecordedPayload: Sendable {
  package enum Content: Sendable {
    case body([UInt8])
    case delivery(body: [UInt8], signature: [UInt8]?)
    case unreadable(JSONError)
  }

  /// Where it came from, for messages.
  package let name: String
  package let content: Content

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    content = Self.content(bytes)
  }

  /// The beginning of the key `"headers"`, eight bytes.
  private static let headersKey = ByteRuns.word("\"headers".utf8.span, from: 0, count: 8)

  /// A recorded delivery is `{"headers": {…}, "body": "…"}`; anything else is an event's body.
  private static func content(_ bytes: [UInt8]) -> Content {
    // Hardly any event has such a key; only what may be a delivery is looked into here.
    guard ByteRuns.contains(bytes.span, headersKey) else { return .body(bytes) }
    do {
      let json = try JSONValue(scanning: bytes)
      guard let headers = json["headers"], let body = json["body"]?.string else { return .body(bytes) }
      let signature = headers.members.first { $0.key.lowercased() == "stripe-signature" }?.value.string
      return .delivery(body: Array(body.utf8), signature: signature.map { Array($0.utf8) })
    } catch { return .unreadable(error) }
  }
}

/// Payloads from files, folders (their `.json` and `.jsonl` files in the order of their names), `.jsonl` and `-`.
package struct RecordedPayloads: Sequence {
  private let files: [String]

  /// - Throws: `InputError` for a path that is not there, or cannot be read.
  package init(paths: [String]) throws(InputError) {
    var files: [String] = []
    for path in paths {
      if path == "-" {
        guard FileKind.isFolder("/dev/stdin") != true else { throw InputError("Standard input is a folder.") }
        files.append(path)
        continue
      }
      guard let isFolder = FileKind.isFolder(path) else { throw InputError("There is no file or folder \(path).") }
      let found = isFolder ? try Self.payloads(in: path) : [path]
      if let unreadable = found.first(where: { !Self.isReadable($0) }) {
        throw InputError("The file \(unreadable) cannot be read.")
      }
      files += found
    }
    self.files = files
  }

  private static func isReadable(_ path: String) -> Bool {
    FileKind.isFolder(path) == false && FileManager.default.isReadableFile(atPath: path)
  }

  private static func payloads(in folder: String) throws(InputError) -> [String] {
    guard FileManager.default.isReadableFile(atPath: folder),
      let names = FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String })
    else {
      throw InputError("The folder \(folder) cannot be read.")
    }
    return names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }.sorted().map { folder + "/" + $0 }
  }

  package func makeIterator() -> Iterator { Iterator(files: files) }

  package struct Iterator: IteratorProtocol {
    private var files: ArraySlice<String>
    private var lines: LineReader?
    private var lineNumber = 0

    fileprivate init(files: [String]) { self.files = files[...] }

    package mutating func next() -> RecordedPayload? {
      while true {
        if let line = lines?.next() {
          lineNumber += 1
          guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
          return RecordedPayload(name: "\(lines?.name ?? ""):\(lineNumber)", bytes: line)
        }
        lines = nil
        guard let file = files.popFirst() else { return nil }
        guard file == "-" || file.hasSuffix(".jsonl") else {
          return RecordedPayload(
            name: file, bytes: FileManager.default.contents(atPath: file).map { [UInt8]($0) } ?? [])
        }
        lineNumber = 0
        lines = LineReader(name: file)
      }
    }
  }
}

/// Reads a file or standard input line by line, without holding all of it.
private struct LineReader {
  private static let chunkBytes = 1 << 20

  let name: String
  private let handle: FileHandle?
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(name: String) {
    self.name = name == "-" ? "standard input" : name
    handle = name == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: name)
  }

  mutating func next() -> [UInt8]? {
    while true {
      if let end = buffer[position...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        return Array(buffer[position..<end])
      }
      guard !isAtEnd else {
        defer { position = buffer.count }
        return position < buffer.count ? Array(buffer[position...]) : nil
      }
      buffer.removeFirst(position)
      position = 0
      let chunk = (try? handle?.read(upToCount: Self.chunkBytes)) ?? nil
      if let chunk, !chunk.isEmpty { buffer += chunk } else { isAtEnd = true }
    }
  }
}

/// A file that cannot be read as what was asked for. Exit code 74.
package struct InputError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A shuffle that is the same for the same seed on every machine.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// SplitMix64.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
