import CryptoExtras
import Foundation
import JWTKit

@testable import Bridge

/// Keys of an app, made for one run, and tokens made by hand: right, or wrong in one place.
enum TokenBench {
  static let now: Int64 = 1_800_000_000
  static let secret = "tok-7f0a1c9be2d84c35a6e1b0d94f62c8e3"
  static let olderSecret = "tok-1d2e9c4b8a7f4e0396c5d1a2b3f4e5d6"
  static let claims = #"{"sub":"ada","aud":"tollbridge","iat":1800000000,"exp":1800000600,"livemode":false}"#

  private static let edwards = Curve25519.Signing.PrivateKey()
  private static let elliptic = P256.Signing.PrivateKey()
  private static let rsa = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

  /// Claims with one of them written otherwise; nil leaves it out.
  static func claims(_ changed: [String: String?]) -> String {
    var all: [String: String?] = [
      "sub": "\"ada\"", "aud": "\"tollbridge\"", "iat": "\(now)", "exp": "\(now + 600)", "livemode": "false",
    ]
    all.merge(changed) { $1 }
    return "{"
      + all.sorted { $0.key < $1.key }.compactMap { key, value in value.map { "\"\(key)\":\($0)" } }
      .joined(separator: ",") + "}"
  }

  static func tokens(livemode: Bool = false) throws -> AccountTokens {
    try AccountTokens(
      secrets: try TokenSecret.list("\(secret),\(olderSecret)"), publicKeys: try TokenKeyFile(file()).keys,
      livemode: livemode)
  }

  // MARK: The file of public keys

  static func file() throws -> [UInt8] {
    Array("{\"keys\":[\(edwardsKey()),\(ellipticKey()),\(try rsaKey())]}".utf8)
  }

  static func edwardsKey(_ more: String = #""kid":"ed-1","use":"sig""#) -> String {
    #"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"\#(url(edwards.publicKey.rawRepresentation))",\#(more)}"#
  }

  static func ellipticKey(_ more: String = #""kid":"es-1""#) -> String {
    let point = elliptic.publicKey.rawRepresentation
    let (x, y) = (url(point.prefix(32)), url(point.suffix(32)))
    return #"{"kty":"EC","crv":"P-256","alg":"ES256","x":"\#(x)","y":"\#(y)",\#(more)}"#
  }

  static func rsaKey(_ more: String = #""kid":"rs-1""#) throws -> String {
    let key = try rsa.get().publicKey.getKeyPrimitives()
    return #"{"kty":"RSA","alg":"RS256","n":"\#(url(key.modulus))","e":"\#(url(key.publicExponent))",\#(more)}"#
  }

  /// What an attacker knows of the keys, in the forms in which it might be taken for a shared secret.
  static func publicTexts() throws -> [String] {
    [
      elliptic.publicKey.pemRepresentation, edwardsKey(), ellipticKey(), try rsa.get().publicKey.pemRepresentation,
      String(decoding: try file(), as: UTF8.self),
    ]
  }

  // MARK: Tokens

  static func part(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

  private static func url(_ data: some Sequence<UInt8>) -> String { Base64URL.encode(Array(data)) }

  /// A token with this header and these claims, signed with a shared secret.
  static func shared(
    _ claims: String = claims, header: String = #"{"alg":"HS256","typ":"JWT"}"#, secret: String = secret
  ) async throws -> String {
    try await token(header, claims) { await $0.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256) }
  }

  /// A token of one of the app's own keys: `ed-1`, `es-1` or `rs-1`.
  static func own(_ key: String, _ claims: String = claims, header: String? = nil) async throws -> String {
    let algorithm = ["ed-1": "EdDSA", "es-1": "ES256", "rs-1": "RS256"][key] ?? ""
    let header = header ?? #"{"alg":"\#(algorithm)","kid":"\#(key)"}"#
    return try await token(header, claims) { keys in
      switch key {
      case "ed-1": await keys.add(eddsa: EdDSA.PrivateKey(backing: edwards))
      case "es-1": await keys.add(ecdsa: try ES256PrivateKey(backing: elliptic))
      default: await keys.add(rsa: try JWTKit.Insecure.RSA.PrivateKey(backing: rsa.get()), digestAlgorithm: .sha256)
      }
    }
  }

  private static func token(
    _ header: String, _ claims: String, _ add: (JWTKeyCollection) async throws -> Void
  ) async throws -> String {
    let keys = JWTKeyCollection()
    try await add(keys)
    let signed = part(header) + "." + part(claims)
    return signed + "." + url(try await keys.getKey().sign(Array(signed.utf8)))
  }
}
