internal import Glibc

/// An address of the internet protocol, of either version.
package struct IPAddress: Sendable, Equatable {
  /// 4 bytes of IPv4 or 16 of IPv6, the most significant first.
  let bytes: [UInt8]

  /// Nil for another number of bytes than 4 or 16.
  init?(bytes: [UInt8]) {
    guard [4, 16].contains(bytes.count) else { return nil }
    self.bytes = bytes
  }

  /// Reads `127.0.0.1` or `fd00::1`; nil for anything else, a name as well.
  package init?(_ text: String) {
    var bytes = [UInt8](repeating: 0, count: 16)
    let isShort = unsafe inet_pton(AF_INET, text, &bytes) == 1
    guard unsafe isShort || inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
    self.bytes = isShort ? Array(bytes.prefix(4)) : bytes
  }

  /// The address of IPv4 that one of IPv6 stands for: `::ffff:10.0.0.1`, or `64:ff9b::10.0.0.1` behind a translator.
  var embedded: IPAddress? {
    guard bytes.count == 16, Self.wrappers.contains(where: { $0.contains(self) }) else { return nil }
    return IPAddress(bytes: Array(bytes.suffix(4)))
  }

  private static let wrappers = ["::ffff:0:0/96", "64:ff9b::/96"].compactMap { AddressRange($0) }

  /// Whether it is one of the internet's, which everybody reaches alike: not of this machine, of a network of one's
  /// own, of a cloud's metadata, of a carrier, for many at once, or for examples.
  package var isPublic: Bool {
    if let embedded { return embedded.isPublic }
    if bytes.count == 4 { return !Self.closed4.contains { $0.contains(self) } }
    return Self.open6.contains { $0.contains(self) } && !Self.closed6.contains { $0.contains(self) }
  }

  // By IANA's registries of special addresses. Of IPv6 nothing is public but what is given out.

  private static let closed4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
  ].compactMap { AddressRange($0) }

  private static let open6 = ["2000::/3"].compactMap { AddressRange($0) }

  private static let closed6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap { AddressRange($0) }
}

extension IPAddress: CustomStringConvertible {
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Addresses that begin alike, as `10.0.0.0/8` writes them.
package struct AddressRange: Sendable, Equatable {
  private let first: IPAddress
  /// How many bits of an address say whether it is one of them.
  private let bits: Int

  /// Every address of IPv4 and of IPv6.
  package static let everything = ["0.0.0.0/0", "::/0"].compactMap { AddressRange($0) }

  /// Reads `10.0.0.0/8`, `fd00::/8`, or one address alone; nil for anything else, and where bits are set that do not
  /// count.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    let most = address.bytes.count * 8
    guard parts.count > 1 else {
      self.init(address, bits: most)
      return
    }
    guard let bits = Int(parts[1]), (0...most).contains(bits), String(bits) == parts[1] else { return nil }
    self.init(address, bits: bits)
    guard address.bytes == Self.masked(address.bytes, bits) else { return nil }
  }

  fileprivate init(_ first: IPAddress, bits: Int) {
    self.first = first
    self.bits = bits
  }

  package func contains(_ address: IPAddress) -> Bool {
    address.bytes.count == first.bytes.count && Self.masked(address.bytes, bits) == first.bytes
  }

  private static func masked(_ bytes: [UInt8], _ bits: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let counting = min(8, max(0, bits - index * 8))
      return byte & UInt8(truncatingIfNeeded: 0xFF00 >> counting)
    }
  }
}
