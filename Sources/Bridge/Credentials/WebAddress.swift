/// An address of a page, of which every part is read alike by us and by a browser: anything that one of them might
/// repair, decode or skip is no address here.
struct WebAddress: Equatable {
  static let bytesMax = 2048
  /// What the provider puts the checkout's id in for.
  static let placeholder = "{CHECKOUT_SESSION_ID}"
  private static let portDefaults = ["https://": "443", "http://": "80"]

  /// Scheme, host and port, as a browser writes them in `Origin`.
  let origin: String
  /// Empty or beginning with a slash.
  let path: String
  /// The query and the fragment, with their marks.
  let rest: String

  /// Nil for what is no address with scheme, host and plain path. Plain HTTP leads to this machine alone.
  init?(_ text: String) {
    guard Self.isPlain(text), let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard let host = Self.host(authority, scheme), scheme == "https://" || Self.isLoopback(host) else { return nil }
    origin = scheme + authority
    guard let tail = Self.tail(text.dropFirst(origin.count)) else { return nil }
    (path, rest) = tail
  }

  /// A path with its query and fragment behind a known origin. Nil for `//host`, which is another origin.
  init?(path text: String, of origin: String) {
    guard Self.isPlain(text), text.hasPrefix("/"), let tail = Self.tail(text[...]) else { return nil }
    self.origin = origin
    (path, rest) = tail
  }

  var text: String { origin + path + rest }

  /// Whether `text` is an origin alone, as in `https://app.example`.
  static func isOrigin(_ text: String) -> Bool { WebAddress(text).map { $0.origin.count == text.count } ?? false }

  /// Whether this path is `base` or lies in it: `/blog` is not the beginning of `/blogger`.
  func lies(in base: String) -> Bool { path == base || path.hasPrefix(base + "/") }

  // MARK: Characters

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.count <= bytesMax
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !forbidden.contains($0) }
  }

  private static let forbidden = Set("\\\"<>^`|".utf8)

  // MARK: Host and port

  private static func host(_ authority: Substring, _ scheme: String) -> Substring? {
    let host = authority.hasPrefix("[::1]") ? authority.prefix(5) : authority.prefix { $0 != ":" }
    let port = authority.dropFirst(host.count)
    guard host == "[::1]" || isName(host) else { return nil }
    return port.isEmpty || isPort(port, scheme) ? host : nil
  }

  private static func isName(_ host: Substring) -> Bool {
    host.utf8.count <= 253
      && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
      }
  }

  /// One that a browser would leave out is none.
  private static func isPort(_ text: Substring, _ scheme: String) -> Bool {
    let digits = text.dropFirst()
    guard text.first == ":", let port = Int(digits), (1...65_535).contains(port) else { return false }
    return String(port) == digits && portDefaults[scheme] != String(digits)
  }

  private static func isLoopback(_ host: Substring) -> Bool { ["localhost", "127.0.0.1", "[::1]"].contains(host) }

  // MARK: Path, query, fragment

  private static func tail(_ text: Substring) -> (path: String, rest: String)? {
    let path = text.prefix { $0 != "?" && $0 != "#" }
    let rest = text.dropFirst(path.count)
    let query = rest.prefix { $0 != "#" }
    let fragment = rest.dropFirst(query.count)
    guard isPath(path), isTidy(query.replacing(placeholder, with: "")), isTidy(fragment.dropFirst()) else { return nil }
    return (String(path), String(rest))
  }

  private static func isPath(_ path: Substring) -> Bool {
    guard !path.isEmpty else { return true }
    let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let isStraight = segments.dropLast().allSatisfy { !$0.isEmpty }
    // What stands behind a semicolon is a parameter to some servers: `/..;/` climbs there.
    let climbs = segments.contains { [".", ".."].contains($0.prefix { $0 != ";" }) }
    return path.hasPrefix("/") && isStraight && !climbs && isTidy(path, hides: ["2e", "2f", "5c", "25", "3b"])
  }

  /// Whether it has no mark of a fragment, no brace, and of what is written by percent only what needs it: no control
  /// character, and nothing of `hides`, which a server may decode into a step to elsewhere.
  private static func isTidy(_ text: some StringProtocol, hides: Set<String> = []) -> Bool {
    guard !text.contains(where: { "#{}[]".contains($0) }) else { return false }
    return text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
      let code = part.prefix(2).lowercased()
      guard code.count == 2, let byte = UInt8(code, radix: 16), !code.hasPrefix("+") else { return false }
      return byte > 0x1F && byte != 0x7F && !hides.contains(code)
    }
  }
}
