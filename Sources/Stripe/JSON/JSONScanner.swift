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
    while true {
      position = Self.endOfPlain(bytes, from: position)
      guard position < bytes.count, bytes[position] != UInt8(ascii: "\"") else { break }
      guard bytes[position] == UInt8(ascii: "\\") else { throw unexpected("A control character in a string") }
      escaped = true
      try escape()
    }
    guard position < bytes.count else { throw unexpected("The body ends within a string") }
    append(escaped ? .escapedString : .string, start: start, end: position)
    position += 1
  }

  /// Passes over the bytes of a string that mean themselves.
  private static func endOfPlain(_ bytes: [UInt8], from start: Int) -> Int {
    let span = bytes.span
    var index = start
    while index < span.count {
      let byte = span[index]
      guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
      index += 1
    }
    return index
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
    position = Self.endOfSpace(bytes, from: position)
  }

  private static func endOfSpace(_ bytes: [UInt8], from start: Int) -> Int {
    let span = bytes.span
    var index = start
    while index < span.count {
      let byte = span[index]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      index += 1
    }
    return index
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

  /// The most keys that are compared pair by pair.
  private static let pairsMax = 256

  /// Compares keys by what they spell, so that `\u0069d` is `id`.
  private func refuseDuplicates(_ keys: [Int]) throws(JSONError) {
    guard keys.count > 1 else { return }
    if keys.count <= Self.pairsMax, !keys.contains(where: { nodes[$0].kind == .escapedString }) {
      try refuseDuplicates(few: keys)
    } else {
      try refuseDuplicates(many: keys)
    }
  }

  private func refuseDuplicates(few keys: [Int]) throws(JSONError) {
    let prints = keys.map { fingerprint(nodes[$0]) }
    for later in 1..<keys.count {
      let print = prints[later]
      for earlier in 0..<later where prints[earlier] == print && same(nodes[keys[earlier]], nodes[keys[later]]) {
        throw duplicate(nodes[keys[later]])
      }
    }
  }

  private func refuseDuplicates(many keys: [Int]) throws(JSONError) {
    var seen: Set<String> = []
    for index in keys where !seen.insert(JSONNode.text(nodes[index], in: bytes)).inserted {
      throw duplicate(nodes[index])
    }
  }

  /// FNV-1a of a key's bytes: equal keys have equal ones, and of others nearly all differ.
  private func fingerprint(_ key: JSONNode) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let span = bytes.span
    for index in Int(key.start)..<Int(key.end) { hash = (hash ^ UInt64(span[index])) &* 0x100_0000_01B3 }
    return hash
  }

  private func same(_ one: JSONNode, _ other: JSONNode) -> Bool {
    bytes[Int(one.start)..<Int(one.end)] == bytes[Int(other.start)..<Int(other.end)]
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
