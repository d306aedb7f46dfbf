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

  /// As it stands in a delivery. Its `h` is seldom in an event.
  private static let headersKey = Array("\"headers\"".utf8)

  /// A recorded delivery is `{"headers": {…}, "body": "…"}`; anything else is an event's body.
  private static func content(_ bytes: [UInt8]) -> Content {
    // Hardly any event has such a key; only what may be a delivery is looked into here.
    guard ByteRuns.contains(bytes.span, headersKey.span, seldom: 1) else { return .body(bytes) }
    do {
      let json = try JSONValue(scanning: bytes)
      guard let headers = json["headers"], let body = json["body"]?.string else { return .body(bytes) }
      let signature = headers.members.first { $0.key.lowercased() == "stripe-signature" }?.value.string
      return .delivery(body: Array(body.utf8), signature: signature.map { Array($0.utf8) })
    } catch { return .unreadable(error) }
  }
}

/// Payloads from files, folders (their `.json` and `.jsonl` files in the order of their names), `.jsonl` and `-`.
package struct RecordedPayloads {
  private var files: ArraySlice<String>
  private var lines: LineReader?
  private var lineNumber = 0

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
    self.files = files[...]
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

  /// The next one; nil behind the last.
  ///
  /// - Throws: `InputError` where reading fails on the way: what is behind that place is not known.
  package mutating func next() throws(InputError) -> RecordedPayload? {
    do throws(InputFileError) {
      while true {
        if let line = try nextLine() { return line }
        guard let file = files.popFirst() else { return nil }
        let input = try InputFile(file)
        guard file == "-" || file.hasSuffix(".jsonl") else {
          return RecordedPayload(name: file, bytes: try input.rest())
        }
        (lines, lineNumber) = (LineReader(input), 0)
      }
    } catch { throw InputError("\(error)") }
  }

  /// The next line that is not blank of the file at hand; nil where none is left of it.
  private mutating func nextLine() throws(InputFileError) -> RecordedPayload? {
    while let line = try lines?.next() {
      lineNumber += 1
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      return RecordedPayload(name: "\(lines?.name ?? ""):\(lineNumber)", bytes: line)
    }
    lines = nil
    return nil
  }

  /// All that are left.
  package mutating func rest() throws(InputError) -> [RecordedPayload] {
    var found: [RecordedPayload] = []
    while let payload = try next() { found.append(payload) }
    return found
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
