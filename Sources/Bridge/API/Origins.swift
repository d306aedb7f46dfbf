/// Where the provider's pages may send people back to: the app's own origins, and nowhere else.
package struct Origins: Sendable, Equatable {
  static let lengthMax = 2048
  /// In their order, as `https://app.example` or `http://localhost:3000`.
  package let all: [String]

  /// - Throws: `ConfigurationError` for one that is no origin.
  package init(_ setting: String) throws(ConfigurationError) {
    var origins: [String] = []
    for text in setting.split(separator: ",").map(String.init) {
      guard let origin = Self.origin(of: text), origin.count == text.count else {
        throw ConfigurationError(
          "TOLLBRIDGE_ALLOWED_ORIGINS has \(text); write origins alone, as in https://app.example.")
      }
      origins.append(origin)
    }
    all = origins
  }

  init() { all = [] }

  /// - Throws: a problem for an address that does not lead back to the app.
  func checked(_ url: String, field: String) throws(Problem) -> String {
    guard let origin = Self.origin(of: url), all.contains(origin) else {
      throw .invalid(field, "It must begin with one of the origins of TOLLBRIDGE_ALLOWED_ORIGINS.")
    }
    return url
  }

  /// Scheme, host and port of an address; nil for one that a browser might read otherwise than we do.
  static func origin(of url: String) -> String? {
    guard url.utf8.count <= lengthMax, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else { return nil }
    guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return nil }
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), isHost(parts[0]), parts.count == 1 || isPort(parts[1]) else { return nil }
    return scheme + authority
  }

  private static func isHost(_ text: Substring) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.hasSuffix(".")
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
  }

  private static func isPort(_ text: Substring) -> Bool {
    guard let port = Int(text), (1...65_535).contains(port) else { return false }
    return String(port) == text
  }
}
