internal import Foundation
internal import JWTKit
internal import Stripe

/// The file of `TOLLBRIDGE_TOKEN_JWKS`: the public keys of the app's own tokens, as a JSON Web Key Set (RFC 7517).
struct TokenKeyFile {
  static let bytesMax = 65_536
  static let countMax = 32
  private static let name = "TOLLBRIDGE_TOKEN_JWKS"

  let keys: [TokenKey]

  /// - Throws: `ConfigurationError` that says which key is wrong and how.
  init(path: String) throws(ConfigurationError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError("\(Self.name) is \(path): there is no such file, or it may not be read.")
    }
    try self.init(Array(data))
  }

  init(_ bytes: [UInt8]) throws(ConfigurationError) {
    guard bytes.count <= Self.bytesMax, let document = try? JSONValue(scanning: bytes),
      let entries = document["keys"], entries.isArray, (1...Self.countMax).contains(entries.elements.count)
    else {
      throw ConfigurationError(
        "\(Self.name) names a file that is no {\"keys\": […]} of 1 to \(Self.countMax) keys and \(Self.bytesMax) bytes."
      )
    }
    var keys: [TokenKey] = []
    for (number, entry) in entries.elements.enumerated() {
      do { keys.append(try Self.key(entry)) } catch {
        let id = entry.text("kid").flatMap { TokenParts.isKeyID($0) ? " (\($0))" : nil } ?? ""
        throw ConfigurationError("\(Self.name): key \(number + 1)\(id) \(error).")
      }
    }
    self.keys = keys
  }

  /// How a key of the file is wrong.
  private enum Flaw: Error, CustomStringConvertible {
    case secret, name, use, algorithm, material

    var description: String {
      switch self {
      case .secret: "holds a private or shared key; put public keys alone into the file"
      case .name: "has no kid of 1 to 128 characters of A-Za-z0-9._:=-"
      case .use: "is not for signatures (use)"
      case .algorithm: "must say alg: EdDSA with kty OKP and crv Ed25519, ES256 with EC and P-256, or RS256 with RSA"
      case .material:
        "cannot be read: a value is missing, not base64url or not of its length; RSA has 2,048 to 4,096 bits"
      }
    }
  }

  private static func key(_ entry: JSONValue) throws(Flaw) -> TokenKey {
    guard ["d", "k", "p", "q", "dp", "dq", "qi", "oth"].allSatisfy({ entry[$0] == nil }) else { throw .secret }
    guard let id = entry.text("kid"), TokenParts.isKeyID(id) else { throw .name }
    guard entry["use"] == nil || entry.text("use") == "sig" else { throw .use }
    switch (entry.text("alg"), entry.text("kty"), entry.text("crv")) {
    case ("EdDSA", "OKP", "Ed25519"): return TokenKey(id: id, try edwards(entry))
    case ("ES256", "EC", "P-256"): return TokenKey(id: id, try elliptic(entry))
    case ("RS256", "RSA", nil): return TokenKey(id: id, try rsa(entry))
    default: throw .algorithm
    }
  }

  private static func edwards(_ entry: JSONValue) throws(Flaw) -> EdDSA.PublicKey {
    let x = try text(entry, "x", bytes: 32...32)
    do { return try EdDSA.PublicKey(x: x, curve: .ed25519) } catch { throw .material }
  }

  private static func elliptic(_ entry: JSONValue) throws(Flaw) -> ES256PublicKey {
    let point = (x: try text(entry, "x", bytes: 32...32), y: try text(entry, "y", bytes: 32...32))
    do { return try ES256PublicKey(parameters: point) } catch { throw .material }
  }

  private static func rsa(_ entry: JSONValue) throws(Flaw) -> Insecure.RSA.PublicKey {
    let (modulus, exponent) = (try text(entry, "n", bytes: 256...512), try text(entry, "e", bytes: 1...4))
    do { return try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent) } catch { throw .material }
  }

  /// A member that is base64url of so many bytes, as it stands.
  private static func text(_ entry: JSONValue, _ name: String, bytes: ClosedRange<Int>) throws(Flaw) -> String {
    guard let text = entry.text(name), let decoded = Base64URL.decode(text.utf8), bytes.contains(decoded.count) else {
      throw .material
    }
    return text
  }
}
