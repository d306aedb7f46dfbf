internal import Native

/// A value of a body that was scanned once and is read in place.
package struct JSONValue: Sendable {
  /// The body and its index, shared by all values of it.
  private final class Document: Sendable {
    let bytes: [UInt8]
    let index: JSONIndex

    init(_ bytes: [UInt8], _ index: JSONIndex) {
      self.bytes = bytes
      self.index = index
    }

    /// Where the value of the member `key` stands, or nil where it is missing or the node at `object` is no object.
    func member(_ key: String, of object: Int) -> Int? {
      Self.member(key, of: object, in: index.nodes, of: bytes)
    }

    private static func member(
      _ key: String, of object: Int, in nodes: borrowing [JSONNode], of bytes: borrowing [UInt8]
    ) -> Int? {
      let nodes = nodes.span
      guard nodes[object].kind == .object else { return nil }
      let text = bytes.span
      let wanted = key.utf8.span
      let end = Int(nodes[object].next)
      var child = object + 1
      while child < end {
        if spells(nodes[child], wanted, in: text) { return child + 1 }
        child = Int(nodes[child + 1].next)
      }
      return nil
    }

    private static func spells(_ name: JSONNode, _ wanted: Span<UInt8>, in text: Span<UInt8>) -> Bool {
      let start = Int(name.start)
      guard name.kind == .escapedString else {
        return Int(name.end) - start == wanted.count && ByteRuns.has(wanted, text, at: start)
      }
      let spelled = JSONNode.text(name, in: text)
      return spelled.utf8.count == wanted.count && ByteRuns.has(wanted, spelled.utf8.span, at: 0)
    }
  }

  private let document: Document
  private let index: Int

  /// Scans `bytes` strictly: UTF-8, no key twice, no trailing comma, no byte order mark, at most 64 levels.
  package init(scanning bytes: [UInt8]) throws(JSONError) {
    self.init(document: Document(bytes, try JSONScanner.scan(bytes)), index: 0)
  }

  private init(document: Document, index: Int) {
    self.document = document
    self.index = index
  }

  private var bytes: [UInt8] { document.bytes }
  private var nodes: [JSONNode] { document.index.nodes }
  private var node: JSONNode { document.index.nodes[index] }
  private func at(_ index: Int) -> JSONValue { JSONValue(document: document, index: index) }

  package var isObject: Bool { node.kind == .object }
  package var isArray: Bool { node.kind == .array }
  package var isNull: Bool { node.kind == .null }

  package var string: String? {
    node.kind == .string || node.kind == .escapedString ? JSONNode.text(node, in: bytes.span) : nil
  }

  package var bool: Bool? {
    switch node.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// A whole number that fits 64 bits; nil for anything else, `1.0` and `1e3` too.
  package var integer: Int64? {
    guard node.kind == .integer else { return nil }
    let digits = bytes[Int(node.start)..<Int(node.end)]
    guard digits.first == UInt8(ascii: "-") else { return Self.integer(digits, negative: false) }
    return Self.integer(digits.dropFirst(), negative: true)
  }

  private static func integer(_ digits: ArraySlice<UInt8>, negative: Bool) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      let (tens, overTens) = value.multipliedReportingOverflow(by: 10)
      let unit = Int64(digit) - 48
      let (sum, overSum) = tens.addingReportingOverflow(negative ? -unit : unit)
      guard !overTens, !overSum else { return nil }
      value = sum
    }
    return value
  }

  /// The member `key` of an object, or nil where it is missing, null, or this is no object.
  package subscript(key: String) -> JSONValue? {
    guard let found = document.member(key, of: index) else { return nil }
    let value = at(found)
    return value.isNull ? nil : value
  }

  /// The elements of an array; none for anything else.
  package var elements: [JSONValue] {
    guard node.kind == .array else { return [] }
    var found: [JSONValue] = []
    var child = index + 1
    while child < Int(node.next) {
      found.append(at(child))
      child = Int(nodes[child].next)
    }
    return found
  }

  /// The members of an object in the order they stand; none for anything else.
  package var members: [(key: String, value: JSONValue)] {
    guard node.kind == .object else { return [] }
    var found: [(key: String, value: JSONValue)] = []
    var child = index + 1
    while child < Int(node.next) {
      found.append((JSONNode.text(nodes[child], in: bytes.span), at(child + 1)))
      child = Int(nodes[child + 1].next)
    }
    return found
  }
}

extension JSONValue {
  /// The bytes of this value as they stand in the body, a string's quotes among them.
  package var rawBytes: [UInt8] {
    let quote = node.kind == .string || node.kind == .escapedString ? 1 : 0
    return Array(bytes[Int(node.start) - quote..<Int(node.end) + quote])
  }

  /// Whether any whole number in the body is beyond 64 bits.
  var hasUnreadableInteger: Bool {
    document.index.hasLongInteger
      && nodes.indices.contains {
        nodes[$0].kind == .integer && nodes[$0].end - nodes[$0].start > 18 && at($0).integer == nil
      }
  }
}
