internal import Billing

/// Parameters in the form that Stripe's API v1 reads, in the order they were added.
///
/// Names are nested by brackets that stay literal (`items[0][price]`), everything else is percent-encoded as UTF-8 with
/// upper-case digits, a blank is `+`. A value that is nil adds nothing; `clear` adds the empty value, which empties a
/// field at Stripe.
struct StripeForm {
  private(set) var text = ""

  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    if !text.isEmpty { text += "&" }
    text += Self.encoded(name, keeping: "[]") + "=" + Self.encoded(value)
  }

  mutating func add(_ name: String, _ value: Int64?) { add(name, value.map { String($0) }) }
  mutating func add(_ name: String, _ value: Int) { add(name, String(value)) }
  mutating func add(_ name: String, _ value: Bool?) { add(name, value.map { $0 ? "true" : "false" }) }
  mutating func add(_ name: String, _ value: Instant?) { add(name, value?.seconds) }

  /// Each element under its index.
  mutating func add(_ name: String, _ values: [String]) {
    for (index, value) in values.enumerated() { add("\(name)[\(index)]", value) }
  }

  /// Each member under its key, sorted: the same parameters are the same bytes, which Stripe holds a repeated
  /// idempotency key to.
  mutating func add(_ name: String, _ members: [String: String]) {
    for (key, value) in members.sorted(by: { $0.key < $1.key }) { add("\(name)[\(key)]", value) }
  }

  /// Empties the field `name`.
  mutating func clear(_ name: String) { add(name, "") }

  // MARK: Encoding

  private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
  private static let digits = Array("0123456789ABCDEF".utf8)

  static func encoded(_ text: String, keeping kept: String = "") -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if unreserved.contains(byte) || kept.utf8.contains(byte) {
        bytes.append(byte)
      } else if byte == UInt8(ascii: " ") {
        bytes.append(UInt8(ascii: "+"))
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
