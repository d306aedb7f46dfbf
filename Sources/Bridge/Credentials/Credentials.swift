internal import NIOHTTP1

/// All credentials that a deployment takes, and who each of them makes a request come from.
struct Credentials: Sendable {
  /// The longest `Authorization` that is looked at, in bytes.
  static let headerBytesMax = AccountToken.bytesMax + "Bearer ".utf8.count

  let serverKeys: APIKeys
  let operatorKeys: APIKeys
  /// Nil where no secret and no public key for tokens is configured: then a token is not known.
  let tokens: AccountTokens?

  /// Whether nobody can be let in.
  var isEmpty: Bool { serverKeys.isEmpty && operatorKeys.isEmpty && tokens == nil }

  /// Who sent a request.
  func principal(of request: WholeRequest, now: Int64) async throws(CredentialError) -> Principal {
    try await principal(
      authorization: try request.authorization, origin: request.origin, site: request.field("Sec-Fetch-Site"), now: now)
  }

  /// Who sent a request, where one digest says it at once; nil for what can only be a token.
  func holder(of request: WholeRequest) throws(CredentialError) -> Principal? {
    try holder(
      authorization: try request.authorization, origin: request.origin, site: request.field("Sec-Fetch-Site"))
  }

  /// Who asks. Only a token is waited for.
  ///
  /// - Parameter origin: the value of the `Origin` header, which browsers send and backends do not.
  func principal(
    authorization: String?, origin: String?, site: String? = nil, now: Int64
  ) async throws(CredentialError) -> Principal {
    if let holder = try holder(authorization: authorization, origin: origin, site: site) { return holder }
    guard let tokens, let authorization, authorization.utf8.contains(UInt8(ascii: ".")) else { throw .unknown }
    let token: AccountToken
    do {
      token = try await tokens.verify(String(try Self.credential(in: authorization)), now: now)
    } catch let error as TokenError { throw .token(error) } catch { throw .malformed }
    guard token.admits(origin: origin) else { throw .otherOrigin }
    return .account(token.account)
  }

  /// Who asks, where one digest says it at once: nobody, or the holder of a key. Nil for what can only be a token.
  ///
  /// A page of another origin has no business with a key. The console is a page of this service, which a browser says
  /// by `Sec-Fetch-Site`: no script can set it.
  func holder(authorization: String?, origin: String?, site: String? = nil) throws(CredentialError) -> Principal? {
    guard let authorization else { return .anonymous }
    guard let holder = keyHolder(try Self.credential(in: authorization)) else { return nil }
    guard origin == nil || (holder == .operatorKey && site == "same-origin") else { throw .keyInBrowser }
    return holder
  }

  /// What stands behind `Bearer`. Several `Authorization` headers that were joined by comma have a space in it.
  private static func credential(in authorization: String) throws(CredentialError) -> Substring {
    let scheme = authorization.prefix { $0 != " " }
    let credential = authorization.dropFirst(scheme.count + 1)
    guard authorization.utf8.count <= headerBytesMax, scheme.lowercased() == "bearer", !credential.isEmpty,
      credential.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .malformed }
    return credential
  }

  private func keyHolder(_ credential: Substring) -> Principal? {
    guard let digest = KeyDigest(credential) else { return nil }
    // Both lists are gone through, whichever has it.
    let (isServer, isOperator) = (serverKeys.holds(digest), operatorKeys.holds(digest))
    return isServer ? .serverKey : isOperator ? .operatorKey : nil
  }
}

extension WholeRequest {
  /// - Throws: `malformed` where there are several.
  fileprivate var authorization: String? {
    get throws(CredentialError) {
      let values = head.headers["Authorization"]
      guard values.count <= 1 else { throw .malformed }
      return values.first
    }
  }
}
