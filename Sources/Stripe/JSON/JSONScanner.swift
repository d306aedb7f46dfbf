/// One strict pass over a body: it checks and indexes, and copies nothing.
///
/// Stricter than the decoders at hand on purpose. They differ on duplicate keys (first or last wins), trailing commas,
/// byte order marks and UTF-16, and a body that two readers understand differently is a way to be cheated.
struct JSONScanner {
  static let depthMax = 64
  static let bytesMax = 16 * 1_048_576

  private let bytes: [UInt8]
  private var position = 0
  private var nodes: [JSONNode] = []

  /// The index of `bytes`, whose first node is the body's one value.
  static func scan(_ bytes: [UInt8]) throws(JSONError) -> [JSONNode] {
    guard bytes.count <= bytesMax else { throw .tooLarge(limit: bytesMax) }
    do { _ = try UTF8Span(validating: bytes.span) } catch { throw .notUTF8 }
    var scanner = JSONScanner(bytes: bytes)
    try scanner.value(depth: 0)
    scanner.skipSpace()
    guard scanner.position == bytes.count else { throw scanner.unexpected("Something after the value") }
    return scanner.nodes
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 12)
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(JSONError) {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): try object(depth: depth + 1)
    case UInt8(ascii: "["): try array(depth: depth + 1)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .true)
    case UInt8(ascii: "f"): try word("false", .false)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONError) {
    let node = try open(.object, depth: depth)
    var keys: [Int] = []
    skipSpace()
    if peek == UInt8(ascii: "}") { return close(node) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw unexpected("A key was expected") }
      keys.append(nodes.count)
      try string()
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw unexpected("A colon was expected") }
      position += 1
      try value(depth: depth)
      guard try another(before: UInt8(ascii: "}")) else { break }
    }
    try refuseDuplicates(keys)
    close(node)
  }

  private mutating func array(depth: Int) throws(JSONError) {
    let node = try open(.array, depth: depth)
    skipSpace()
    if peek == UInt8(ascii: "]") { return close(node) }
    repeat { try value(depth: depth) } while try another(before: UInt8(ascii: "]"))
    close(node)
  }

  private mutating func open(_ kind: JSONNode.Kind, depth: Int) throws(JSONError) -> Int {
    guard depth <= Self.depthMax else { throw .tooDeep(limit: Self.depthMax) }
    nodes.append(JSONNode(kind: kind, start: position, end: position, next: 0))
    position += 1
    return nodes.count - 1
  }

  private mutating func close(_ node: Int) {
    position += 1
    nodes[node].end = Int32(truncatingIfNeeded: position)
    nodes[node].next = Int32(truncatingIfNeeded: nodes.count)
  }

  /// After an element: true at a comma, false at `end`, which is left for `close`.
  private mutating func another(before end: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    if peek == end { return false }
    guard peek == UInt8(ascii: ",") else { throw unexpected("A comma or the end was expected") }
    position += 1
    return true
  }

  // MARK: Scalars

  private mutating func string() throws(JSONError) {
    let start = position + 1
    var escaped = false
    position = start
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= 0x20 else { throw unexpected("A control character in a string") }
      if byte == UInt8(ascii: "\\") {
        escaped = true
        try escape()
      } else {
        position += 1
      }
    }
    guard position < bytes.count else { throw unexpected("The body ends within a string") }
    append(escaped ? .escapedString : .string, start: start, end: position)
    position += 1
  }

  private mutating func escape() throws(JSONError) {
    let letter = position + 1 < bytes.count ? bytes[position + 1] : 0
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      guard position + 6 <= bytes.count, bytes[position + 2..<position + 6].allSatisfy(\.isHexDigit) else {
        throw unexpected("An escape without four hexadecimal digits")
      }
      position += 6
    default: throw unexpected("An unknown escape")
    }
  }

  private mutating func word(_ word: String, _ kind: JSONNode.Kind) throws(JSONError) {
    let end = position + word.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8) else {
      throw unexpected("An unknown word")
    }
    append(kind, start: position, end: end)
    position = end
  }

  private mutating func number() throws(JSONError) {
    let start = position
    var kind = JSONNode.Kind.integer
    if peek == UInt8(ascii: "-") { position += 1 }
    let zero = peek == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0 else {
      throw start < bytes.count ? unexpected("A value was expected") : unexpected("The body ends early")
    }
    guard !zero || digits == 1 else { throw unexpected("A number with a leading zero") }
    if peek == UInt8(ascii: ".") {
      kind = .decimal
      position += 1
      guard skipDigits() > 0 else { throw unexpected("A number without digits after its point") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      kind = .decimal
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw unexpected("A number without digits in its exponent") }
    }
    append(kind, start: start, end: position)
  }

  // MARK: Steps

  /// The byte at hand, or 0 at the end: 0 starts no JSON token.
  private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 { position += 1 }
    return position - start
  }

  private mutating func append(_ kind: JSONNode.Kind, start: Int, end: Int) {
    nodes.append(JSONNode(kind: kind, start: start, end: end, next: nodes.count + 1))
  }

  private func unexpected(_ what: String) -> JSONError { .unexpected(what, offset: position) }

  // MARK: Keys

  /// Compares keys by what they spell, so that `\u0069d` is `id`.
  private func refuseDuplicates(_ keys: [Int]) throws(JSONError) {
    if keys.count <= 64, !keys.contains(where: { nodes[$0].kind == .escapedString }) {
      try refuseDuplicates(short: keys)
    } else {
      try refuseDuplicates(long: keys)
    }
  }

  private func refuseDuplicates(short keys: [Int]) throws(JSONError) {
    for later in keys.indices.dropFirst() {
      let key = nodes[keys[later]]
      for earlier in 0..<later where same(nodes[keys[earlier]], key) { throw duplicate(key) }
    }
  }

  private func refuseDuplicates(long keys: [Int]) throws(JSONError) {
    var seen: Set<String> = []
    for index in keys where !seen.insert(JSONNode.text(nodes[index], in: bytes)).inserted {
      throw duplicate(nodes[index])
    }
  }

  private func same(_ one: JSONNode, _ other: JSONNode) -> Bool {
    let count = one.end - one.start
    guard count == other.end - other.start else { return false }
    // Keys of one object often share their beginning ("current_period_start"), seldom their end.
    var back = 1
    while back <= Int(count) {
      guard bytes[Int(one.end) - back] == bytes[Int(other.end) - back] else { return false }
      back += 1
    }
    return true
  }

  private func duplicate(_ key: JSONNode) -> JSONError {
    .duplicateKey(JSONNode.text(key, in: bytes), offset: Int(key.start))
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch self {
    case 48...57, 65...70, 97...102: true
    default: false
    }
  }
}
