internal import Native

/// The routes as a request finds them: by method and path.
struct RouteTable: Sendable {
  /// A route with what is the same for each of its requests.
  final class Entry: Sendable {
    let route: Route
    let parameters: [Schema.Member]
    let metrics: RouteMetrics.Series
    /// Nil where the path holds a parameter.
    fileprivate let segments: [Substring?]

    init(_ route: Route, _ metrics: RouteMetrics.Series) {
      self.route = route
      self.metrics = metrics
      parameters = route.parameters
      segments = Route.segments(route.path[...]).map { $0.hasPrefix("{") ? nil : $0 }
    }
  }

  private struct Shape: Hashable {
    let verb: String
    let segmentCount: Int
  }

  private let entries: [Shape: [Entry]]

  init(_ routes: [Route], _ metrics: (Route) -> RouteMetrics.Series) {
    let all = routes.map { Entry($0, metrics($0)) }
    entries = Dictionary(grouping: all) { Shape(verb: $0.route.verb, segmentCount: $0.segments.count) }
  }

  /// The route of a request, and what its path has in the places of the parameters. HEAD is a GET whose body is left
  /// out.
  func find(_ verb: String, _ path: Substring) -> (entry: Entry, values: [String])? {
    let segments = Route.segments(path)
    let shape = Shape(verb: verb == "HEAD" ? "GET" : verb, segmentCount: segments.count)
    guard let entry = entries[shape]?.first(where: { $0.matches(segments) }) else { return nil }
    let values = zip(entry.segments, segments).filter { $0.0 == nil }.map { PercentEncoding.decoded($0.1) }
    return (entry, values)
  }
}

extension RouteTable.Entry {
  fileprivate func matches(_ asked: [Substring]) -> Bool {
    zip(segments, asked).allSatisfy { own, asked in own.map { $0 == asked } ?? true }
  }
}

/// What stands in addresses for characters that cannot.
enum PercentEncoding {
  /// The text as it was before it was written into an address; unchanged where it is not so written.
  static func decoded(_ text: Substring, isForm: Bool = false) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || isForm && $0 == UInt8(ascii: "+") }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2,
          rest.first != UInt8(ascii: "+"), rest.first != UInt8(ascii: "-")
        else { return String(text) }
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(isForm && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self) ?? String(text)
  }

  /// Text as it stands in an address; everything but letters, digits and `-._~` by its number.
  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
      return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
    }.joined()
  }

  /// The names and values of a query, in their order.
  static func query(_ text: Substring) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return (decoded(name, isForm: true), decoded(pair.dropFirst(name.count + 1), isForm: true))
    }
  }
}
