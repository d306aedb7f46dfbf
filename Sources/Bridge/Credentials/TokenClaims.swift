internal import Billing
internal import Stripe

/// What a token claims, once its signature holds.
struct TokenClaims {
  /// Moments after the year 9999 are mistakes, milliseconds for seconds among them.
  private static let moments: ClosedRange<Int64> = 0...253_402_300_799

  private let claims: [String: JSONValue]

  /// - Throws: `TokenError.malformed` for JSON with a key twice, for one.
  init(_ payload: [UInt8]) throws(TokenError) {
    guard let payload = try? JSONValue(scanning: payload), payload.isObject else { throw .malformed }
    claims = Dictionary(payload.members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// The token that they come to at `now`.
  func token(livemode: Bool, now: Int64) throws(TokenError) -> AccountToken {
    guard let account = claims["sub"]?.string.flatMap(AccountID.init) else { throw .claim("sub") }
    guard let mode = claims["livemode"]?.bool else { throw .claim("livemode") }
    guard mode == livemode else { throw .otherMode }
    guard isForUs else { throw .claim("aud") }
    return AccountToken(account: account, origin: try origin(), expiresAt: try expiry(now))
  }

  private var isForUs: Bool {
    guard let audience = claims["aud"] else { return false }
    guard audience.isArray else { return audience.string == AccountToken.audience }
    let all = audience.elements.map(\.string)
    return !all.contains(nil) && all.contains(AccountToken.audience)
  }

  private func origin() throws(TokenError) -> String? {
    guard let claim = claims["origin"] else { return nil }
    guard let text = claim.string, WebAddress.isOrigin(text) else { throw .claim("origin") }
    return text
  }

  private func expiry(_ now: Int64) throws(TokenError) -> Int64 {
    let (issued, expiry) = (try moment("iat"), try moment("exp"))
    let begin = claims["nbf"] == nil ? issued : try moment("nbf")
    guard expiry > issued else { throw .claim("exp") }
    guard expiry - issued <= AccountToken.lifetimeSecondsMax else { throw .lifetimeTooLong }
    guard max(issued, begin) <= now + AccountToken.leewaySeconds else { throw .notYetValid }
    guard now < expiry + AccountToken.leewaySeconds else { throw .expired }
    return expiry
  }

  private func moment(_ name: String) throws(TokenError) -> Int64 {
    guard let seconds = claims[name]?.integer, Self.moments.contains(seconds) else { throw .claim(name) }
    return seconds
  }
}
