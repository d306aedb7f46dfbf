internal import Stripe

/// A token taken apart; nothing in it is believed yet.
struct TokenParts {
  let algorithm: String
  /// Nil where the header names no key.
  let keyID: String?
  let payload: [UInt8]
  let signature: [UInt8]
  /// What the signature is over.
  let signed: [UInt8]

  /// - Throws: `TokenError.malformed`, `.strangeHeader`.
  init(_ token: String) throws(TokenError) {
    let bytes = Array(token.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard bytes.count <= AccountToken.bytesMax, parts.count == 3, let header = Base64URL.decode(parts[0]),
      let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
      let fields = try? JSONValue(scanning: header), fields.isObject
    else { throw .malformed }
    (algorithm, keyID) = try Self.read(fields)
    self.payload = payload
    self.signature = signature
    signed = Array(bytes[..<parts[1].endIndex])
  }

  /// Reads `alg`, `typ` and `kid`. Whatever else a header can say names a key of the sender's own (`jwk`, `jku`, `x5c`,
  /// `x5u`) or asks for what we do not do (`crit`, `zip`, `b64`).
  private static func read(_ header: JSONValue) throws(TokenError) -> (algorithm: String, keyID: String?) {
    var (algorithm, keyID): (String?, String?) = (nil, nil)
    for (name, value) in header.members {
      guard let text = value.string else { throw .strangeHeader }
      switch name {
      case "alg": algorithm = text
      case "kid" where isKeyID(text): keyID = text
      case "typ" where ["jwt", "at+jwt"].contains(text.lowercased()): continue
      default: throw .strangeHeader
      }
    }
    guard let algorithm else { throw .strangeHeader }
    return (algorithm, keyID)
  }

  /// Whether a key may have this name: it is looked up in a table, and nothing in it could mean a place.
  static func isKeyID(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && !text.contains("..")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "-"): true
        default: false
        }
      }
  }
}
