package import Billing

/// Makes and verifies the tokens by which a browser acts for one account (JSON Web Tokens, RFC 7519 and RFC 8725).
///
/// Tokens are signed with a secret that the app's backend shares (`TOLLBRIDGE_TOKEN_SECRET`), here or there, or are the
/// app's own with a key whose public half is configured (`TOLLBRIDGE_TOKEN_JWKS`). Each key has one algorithm; a token
/// that says another is refused.
package struct AccountTokens: Sendable {
  /// How long a token that is made here may last, in seconds.
  package static let ttlSeconds: ClosedRange<Int64> = 1...AccountToken.lifetimeSecondsMax

  /// By secrets, the first of which signs.
  private let shared: [TokenKey]
  private let keys: [String: TokenKey]
  private let livemode: Bool

  /// Whether tokens can be made here: there is a secret to sign by.
  package var canMint: Bool { !shared.isEmpty }

  /// - Throws: `ConfigurationError` where two keys have one name.
  init(secrets: [TokenSecret], publicKeys: [TokenKey], livemode: Bool) throws(ConfigurationError) {
    var shared: [TokenKey] = []
    for secret in secrets { shared.append(try secret.key()) }
    var keys: [String: TokenKey] = [:]
    for key in shared + publicKeys where keys.updateValue(key, forKey: key.id) != nil {
      throw ConfigurationError("TOLLBRIDGE_TOKEN_SECRET or TOLLBRIDGE_TOKEN_JWKS has the key \(key.id) twice.")
    }
    (self.shared, self.keys, self.livemode) = (shared, keys, livemode)
  }

  /// A token for `account`.
  ///
  /// - Parameters:
  ///   - ttlSeconds: how long it lasts, in `Self.ttlSeconds`.
  ///   - origin: the only origin whose pages may use it, as in `https://app.example`; nil for any.
  package func mint(
    account: AccountID, ttlSeconds: Int64, origin: String? = nil, now: Int64
  ) async throws(MintError) -> (token: String, expiresAt: Int64) {
    guard let key = shared.first else { throw .noSecret }
    guard Self.ttlSeconds.contains(ttlSeconds) else { throw .ttlOutOfRange }
    guard origin.map(WebAddress.isOrigin) ?? true else { throw .originMalformed }
    let claims = Claims(
      sub: account.value, aud: AccountToken.audience, iat: now, exp: now + ttlSeconds, livemode: livemode,
      origin: origin)
    do {
      let header = ["alg": key.algorithm.rawValue, "kid": key.id, "typ": "JWT"]
      let signed = Self.part(try JSONText.canonical(header)) + "." + Self.part(try JSONText.canonical(claims))
      let signature = try await key.sign(Array(signed.utf8))
      return (signed + "." + Base64URL.encode(signature), claims.exp)
    } catch { throw .signingFailed }
  }

  private static func part(_ json: String) -> String { Base64URL.encode(Array(json.utf8)) }

  private struct Claims: Encodable {
    let sub: String
    let aud: String
    let iat: Int64
    let exp: Int64
    let livemode: Bool
    let origin: String?
  }

  /// The token, once its signature and its claims hold at `now`.
  func verify(_ token: String, now: Int64) async throws(TokenError) -> AccountToken {
    let parts = try TokenParts(token)
    guard await isSigned(parts, by: try candidates(parts)) else { throw .signatureMismatch }
    return try TokenClaims(parts.payload).token(livemode: livemode, now: now)
  }

  /// The keys that may have signed it: the one that it names, else the shared ones, which a backend need not name.
  private func candidates(_ parts: TokenParts) throws(TokenError) -> [TokenKey] {
    guard let id = parts.keyID else {
      guard parts.algorithm == TokenAlgorithm.hs256.rawValue, !shared.isEmpty else { throw .unknownKey }
      return shared
    }
    guard let key = keys[id] else { throw .unknownKey }
    guard parts.algorithm == key.algorithm.rawValue else { throw .otherAlgorithm }
    return [key]
  }

  private func isSigned(_ parts: TokenParts, by candidates: [TokenKey]) async -> Bool {
    var isSigned = false
    for key in candidates where await key.verifies(parts.signature, of: parts.signed) { isSigned = true }
    return isSigned
  }
}

/// Why no token can be made.
package enum MintError: Error, Equatable, Sendable, CustomStringConvertible {
  case noSecret, ttlOutOfRange, originMalformed, signingFailed

  package var description: String {
    switch self {
    case .noSecret: "There is no secret to sign tokens with: set TOLLBRIDGE_TOKEN_SECRET."
    case .ttlOutOfRange: "A token lasts 1 to \(AccountToken.lifetimeSecondsMax) seconds."
    case .originMalformed: "Write the origin alone, as in https://app.example."
    case .signingFailed: "The token could not be signed."
    }
  }
}
