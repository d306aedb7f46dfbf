internal import NIOHTTP1
internal import Native

/// Compressed answers, for those who take them (RFC 9110, section 12.5.3).
extension WholeRequest {
  /// Below this, in bytes, compressing saves no packet.
  private static let packedBytesMin = 1400

  var takesGzip: Bool {
    head.headers["Accept-Encoding"].contains { fields in
      fields.split(separator: ",").contains { coding in
        let parts = coding.lowercased().filter { $0 != " " }.split(separator: ";")
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        return parts.first == "gzip" && weight > 0
      }
    }
  }

  /// A body as it is sent, and the field that says how.
  ///
  /// Only for what everybody may read: beside a secret, the length of a compressed body would tell of it.
  func packed(_ body: [UInt8]) -> (body: [UInt8], field: String) {
    guard body.count >= Self.packedBytesMin, takesGzip, let packed = try? Gzip.compress(body, isQuick: true) else {
      return (body, "")
    }
    return (packed, "Content-Encoding: gzip\r\n")
  }
}
