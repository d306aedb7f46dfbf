internal import Native

/// A `Stripe-Signature` header: `t=<unix seconds>,v1=<64 hex>[,v1=…][,v0=…]`.
///
/// Where Stripe's own libraries disagree the stricter reading is taken; docs/decisions/0003 names each case.
struct SignatureHeader {
  static let bytesMax = 4096
  static let signaturesMax = 16

  /// The digits of `t` as they came: they are part of what was signed.
  let timestampText: [UInt8]
  let timestamp: Int64
  /// Every `v1` that has the form of an HMAC-SHA256; others can match nothing.
  let signatures: [[UInt8]]

  init(_ header: [UInt8]) throws(SignatureError) {
    guard header.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { throw .missing }
    guard header.count <= Self.bytesMax else { throw .malformed }
    var time: ArraySlice<UInt8>?
    var found: [[UInt8]] = []
    var claimed = 0
    for item in header.split(separator: UInt8(ascii: ",")).map(Self.trimmed) {
      let (key, value) = Self.pair(item)
      if key.elementsEqual("t".utf8) {
        guard let value, time == nil || time == value else { throw .malformed }
        time = value
      } else if key.elementsEqual("v1".utf8) {
        guard let value else { throw .malformed }
        claimed += 1
        guard claimed <= Self.signaturesMax else { throw .malformed }
        if value.count == 64, let code = Hex.decode(value) { found.append(code) }
      }
    }
    guard let time, let seconds = Self.seconds(time) else { throw .malformed }
    timestampText = Array(time)
    timestamp = seconds
    signatures = found
  }

  private static func trimmed(_ item: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var item = item.drop(while: isSpace)
    while let last = item.last, isSpace(last) { item.removeLast() }
    return item
  }

  /// Splits at the first `=`; the value is nil where there is none.
  private static func pair(_ item: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>?) {
    guard let mark = item.firstIndex(of: UInt8(ascii: "=")) else { return (item, nil) }
    return (item[..<mark], item[(mark + 1)...])
  }

  /// 1 to 12 digits without a leading zero: no sign, no fraction, never 0.
  private static func seconds(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard (1...12).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 48)
    }
    return value
  }
}
