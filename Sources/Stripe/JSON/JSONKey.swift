internal import Native

/// A key of an object that is being scanned, as far as it takes to find one that stands there twice.
struct JSONKey {
  private let node: Int32
  /// Whether its bytes are what it spells.
  private let isPlain: Bool
  /// Equal for equal keys; of others nearly all differ.
  private let fingerprint: UInt64

  /// Keys of one object that are compared with those before them; more are put into a set.
  private static let fewMax = 256

  init(node: Int, _ key: JSONNode, in text: Span<UInt8>) {
    self.node = Int32(truncatingIfNeeded: node)
    isPlain = key.kind == .string
    fingerprint = Self.fingerprint(of: key, in: text)
  }

  /// Of its length and of its first and last eight bytes, which are where the keys of one object differ.
  private static func fingerprint(of key: JSONNode, in text: Span<UInt8>) -> UInt64 {
    let (start, end) = (Int(key.start), Int(key.end))
    let count = min(8, end - start)
    let first = ByteRuns.word(text, from: start, count: count)
    let last = ByteRuns.word(text, from: end - count, count: count)
    // Spread over all bits, for the places.
    return (first &* spread ^ last) &* spread &+ UInt64(truncatingIfNeeded: end - start)
  }

  private static let spread: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Why an object is refused: the first of its keys that stands there before. Keys are compared by what they spell, so
  /// that `\u0069d` is `id`.
  static func duplicate(in keys: Span<JSONKey>, _ nodes: [JSONNode], of text: Span<UInt8>) -> JSONError? {
    guard keys.count > 1 else { return nil }
    let isPlain = keys.count <= fewMax && keys.indices.allSatisfy { keys[$0].isPlain }
    let found = isPlain ? duplicate(few: keys, nodes, of: text) : duplicate(many: keys, nodes, of: text)
    return found.map { .duplicateKey(JSONNode.text($0, in: text), offset: Int($0.start)) }
  }

  private static func duplicate(few keys: Span<JSONKey>, _ nodes: [JSONNode], of text: Span<UInt8>) -> JSONNode? {
    // A bit for each of 256 places: where it is not set, no key of that place came before.
    var seen = InlineArray<4, UInt64>(repeating: 0)
    for later in keys.indices {
      let fingerprint = keys[later].fingerprint
      let place = Int(fingerprint >> 56)
      let bit: UInt64 = 1 << (place & 63)
      if seen[place >> 6] & bit != 0 {
        for earlier in 0..<later where keys[earlier].fingerprint == fingerprint {
          let (one, other) = (nodes[Int(keys[earlier].node)], nodes[Int(keys[later].node)])
          if same(one, other, in: text) { return other }
        }
      }
      seen[place >> 6] |= bit
    }
    return nil
  }

  private static func duplicate(many keys: Span<JSONKey>, _ nodes: [JSONNode], of text: Span<UInt8>) -> JSONNode? {
    var seen: Set<[UInt16]> = []
    for place in keys.indices {
      let node = nodes[Int(keys[place].node)]
      if !seen.insert(JSONNode.units(node, in: text)).inserted { return node }
    }
    return nil
  }

  private static func same(_ one: JSONNode, _ other: JSONNode, in text: Span<UInt8>) -> Bool {
    guard one.end - one.start == other.end - other.start else { return false }
    return ByteRuns.has(text.extracting(Int(one.start)..<Int(one.end)), text, at: Int(other.start))
  }
}
