internal import Native

/// The index of a scanned body.
struct JSONIndex: Sendable {
  /// The first is the body's one value.
  var nodes: [JSONNode] = []
  /// Whether a whole number has so many digits that it may not fit 64 bits.
  var hasLongInteger = false
}

/// One strict pass over a body: it checks and indexes, and copies nothing.
///
/// Stricter than the decoders at hand on purpose. They differ on duplicate keys (first or last wins), trailing commas,
/// byte order marks and UTF-16, and a body that two readers understand differently is a way to be cheated.
struct JSONScanner {
  static let depthMax = 64
  static let bytesMax = 16 * 1_048_576
  /// Digits of a whole number, with its sign, that surely fits 64 bits.
  private static let shortIntegerMax = 18

  private var position = 0
  private var index = JSONIndex()
  /// The keys of all objects that are open, those of the innermost last.
  private var keys: [JSONKey] = []

  /// The index of `bytes`.
  static func scan(_ bytes: [UInt8]) throws(JSONError) -> JSONIndex {
    guard bytes.count <= bytesMax else { throw .tooLarge(limit: bytesMax) }
    let text = bytes.span
    guard isUTF8(text) else { throw .notUTF8 }
    var scanner = JSONScanner()
    scanner.index.nodes.reserveCapacity(bytes.count / 12)
    scanner.keys.reserveCapacity(64)
    try scanner.value(text, depth: 0)
    _ = scanner.next(text)
    guard scanner.position == text.count else { throw scanner.unexpected("Something after the value") }
    return scanner.index
  }

  /// Nearly all is ASCII, which ends what is not: each run of other bytes must be UTF-8 by itself.
  private static func isUTF8(_ text: Span<UInt8>) -> Bool {
    var end = 0
    while true {
      let start = ByteRuns.endOfASCII(text, from: end)
      guard start < text.count else { return true }
      end = start + 1
      while end < text.count, text[end] >= 0x80 { end += 1 }
      guard (try? UTF8Span(validating: text.extracting(start..<end))) != nil else { return false }
    }
  }

  // MARK: Values

  private mutating func value(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
    switch next(text) {
    case UInt8(ascii: "\""): try string(text)
    case UInt8(ascii: "n"): try word(text, Word.null)
    case UInt8(ascii: "{"): try object(text, depth: depth + 1)
    case UInt8(ascii: "["): try array(text, depth: depth + 1)
    case UInt8(ascii: "t"): try word(text, Word.`true`)
    case UInt8(ascii: "f"): try word(text, Word.`false`)
    default: try number(text)
    }
  }

  private mutating func object(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
    let node = try open(.object, depth: depth)
    let keyCount = keys.count
    if next(text) == UInt8(ascii: "}") { return close(node) }
    repeat {
      guard next(text) == UInt8(ascii: "\"") else { throw unexpected("A key was expected") }
      try string(text)
      keys.append(JSONKey(node: index.nodes.count - 1, index.nodes[index.nodes.count - 1], in: text))
      guard next(text) == UInt8(ascii: ":") else { throw unexpected("A colon was expected") }
      position += 1
      try value(text, depth: depth)
    } while try another(text, before: UInt8(ascii: "}"))
    if let twice = JSONKey.duplicate(in: keys.span.extracting(keyCount...), index.nodes, of: text) { throw twice }
    keys.removeLast(keys.count - keyCount)
    close(node)
  }

  private mutating func array(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
    let node = try open(.array, depth: depth)
    if next(text) == UInt8(ascii: "]") { return close(node) }
    repeat { try value(text, depth: depth) } while try another(text, before: UInt8(ascii: "]"))
    close(node)
  }

  private mutating func open(_ kind: JSONNode.Kind, depth: Int) throws(JSONError) -> Int {
    guard depth <= Self.depthMax else { throw .tooDeep(limit: Self.depthMax) }
    index.nodes.append(JSONNode(kind: kind, start: position, end: position, next: 0))
    position += 1
    return index.nodes.count - 1
  }

  private mutating func close(_ node: Int) {
    position += 1
    index.nodes[node].end = Int32(truncatingIfNeeded: position)
    index.nodes[node].next = Int32(truncatingIfNeeded: index.nodes.count)
  }

  /// After an element: true at a comma, false at `end`, which is left for `close`.
  private mutating func another(_ text: Span<UInt8>, before end: UInt8) throws(JSONError) -> Bool {
    let byte = next(text)
    if byte == end { return false }
    guard byte == UInt8(ascii: ",") else { throw unexpected("A comma or the end was expected") }
    position += 1
    return true
  }

  // MARK: Scalars

  private mutating func string(_ text: Span<UInt8>) throws(JSONError) {
    let start = position + 1
    var kind = JSONNode.Kind.string
    position = ByteRuns.endOfPlainText(text, from: start)
    while peek(text) != UInt8(ascii: "\"") {
      guard position < text.count else { throw unexpected("The body ends within a string") }
      guard text[position] == UInt8(ascii: "\\") else { throw unexpected("A control character in a string") }
      kind = .escapedString
      try escape(text)
      position = ByteRuns.endOfPlainText(text, from: position)
    }
    append(kind, start: start, end: position)
    position += 1
  }

  private mutating func escape(_ text: Span<UInt8>) throws(JSONError) {
    let letter = position + 1 < text.count ? text[position + 1] : 0
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      guard position + 6 <= text.count, (2..<6).allSatisfy({ text[position + $0].isHexDigit }) else {
        throw unexpected("An escape without four hexadecimal digits")
      }
      position += 6
    default: throw unexpected("An unknown escape")
    }
  }

  /// One of the three that JSON knows.
  private struct Word {
    static let null = Word("null", .null)
    static let `true` = Word("true", .true)
    static let `false` = Word("false", .false)

    let kind: JSONNode.Kind
    let letters: UInt64
    let count: Int

    private init(_ text: String, _ kind: JSONNode.Kind) {
      self.kind = kind
      count = text.utf8.count
      letters = ByteRuns.word(text.utf8.span, from: 0, count: count)
    }
  }

  private mutating func word(_ text: Span<UInt8>, _ word: Word) throws(JSONError) {
    let end = position + word.count
    guard end <= text.count, ByteRuns.word(text, from: position, count: word.count) == word.letters else {
      throw unexpected("An unknown word")
    }
    append(word.kind, start: position, end: end)
    position = end
  }

  private mutating func number(_ text: Span<UInt8>) throws(JSONError) {
    let start = position
    var kind = JSONNode.Kind.integer
    if peek(text) == UInt8(ascii: "-") { position += 1 }
    let zero = peek(text) == UInt8(ascii: "0")
    let digits = skipDigits(text)
    guard digits > 0 else {
      throw start < text.count ? unexpected("A value was expected") : unexpected("The body ends early")
    }
    guard !zero || digits == 1 else { throw unexpected("A number with a leading zero") }
    if peek(text) == UInt8(ascii: ".") {
      kind = .decimal
      position += 1
      guard skipDigits(text) > 0 else { throw unexpected("A number without digits after its point") }
    }
    if peek(text) == UInt8(ascii: "e") || peek(text) == UInt8(ascii: "E") {
      kind = .decimal
      position += 1
      if peek(text) == UInt8(ascii: "+") || peek(text) == UInt8(ascii: "-") { position += 1 }
      guard skipDigits(text) > 0 else { throw unexpected("A number without digits in its exponent") }
    }
    if position - start > Self.shortIntegerMax, kind == .integer { index.hasLongInteger = true }
    append(kind, start: start, end: position)
  }

  // MARK: Steps

  /// The byte at hand, or 0 at the end: 0 starts no JSON token.
  private func peek(_ text: Span<UInt8>) -> UInt8 { position < text.count ? text[position] : 0 }

  /// The byte at hand behind what space there is, which mostly is none or one blank.
  private mutating func next(_ text: Span<UInt8>) -> UInt8 {
    if peek(text) == 0x20 { position += 1 }
    let byte = peek(text)
    return byte > 0x20 ? byte : skipSpace(text)
  }

  /// Nearly all space is a line's end and the blanks that indent the next one.
  private mutating func skipSpace(_ text: Span<UInt8>) -> UInt8 {
    while position < text.count {
      switch text[position] {
      case 0x20: position = ByteRuns.endOfBlanks(text, from: position + 1)
      case 0x0A, 0x0D, 0x09: position += 1
      default: return text[position]
      }
    }
    return 0
  }

  private mutating func skipDigits(_ text: Span<UInt8>) -> Int {
    let start = position
    while position < text.count, text[position] >= 48, text[position] <= 57 { position += 1 }
    return position - start
  }

  private mutating func append(_ kind: JSONNode.Kind, start: Int, end: Int) {
    index.nodes.append(JSONNode(kind: kind, start: start, end: end, next: index.nodes.count + 1))
  }

  private func unexpected(_ what: String) -> JSONError { .unexpected(what, offset: position) }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch self {
    case 48...57, 65...70, 97...102: true
    default: false
    }
  }
}
