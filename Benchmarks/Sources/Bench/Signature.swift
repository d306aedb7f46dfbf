import COpenSSL
import Glibc

/// The provider's signature scheme, by OpenSSL's one-shot HMAC-SHA256.
enum Signature {
  private static let byteCount = 32
  private static let toleranceSeconds = 300
  private static let digits = Array("0123456789abcdef".utf8)

  /// What is signed: the time, a dot and the body.
  static func message(_ body: [UInt8], at time: String) -> [UInt8] {
    var message = Array(time.utf8)
    message.reserveCapacity(message.count + 1 + body.count)
    message.append(UInt8(ascii: "."))
    message += body
    return message
  }

  static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: byteCount)
    var length: UInt32 = 0
    let result = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
    precondition(result != nil, "OpenSSL could not compute an HMAC-SHA256")
    return code
  }

  /// The header that `body` is sent with at `time`, unix seconds.
  static func header(_ body: [UInt8], at time: Int, key: [UInt8]) -> String {
    "t=\(time),v1=\(hex(code(key: key, message: message(body, at: String(time)))))"
  }

  /// Whether a header is of this body, this key and about this time.
  static func holds(_ header: String, body: [UInt8], key: [UInt8]) -> Bool {
    var timestamp = ""
    var claim: [UInt8] = []
    for part in header.split(separator: ",") {
      if part.hasPrefix("t=") { timestamp = String(part.dropFirst(2)) }
      if part.hasPrefix("v1=") { claim = Array(part.dropFirst(3).utf8) }
    }
    guard let seconds = Int(timestamp), abs(time(nil) - seconds) <= toleranceSeconds else { return false }
    let expected = Array(hex(code(key: key, message: message(body, at: timestamp))).utf8)
    return claim.count == expected.count && CRYPTO_memcmp(claim, expected, expected.count) == 0
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
