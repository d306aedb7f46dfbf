internal import Billing

/// Who asks, by the credential that the request carries.
enum Principal: Sendable, Equatable {
  /// The request carries no credential.
  case anonymous
  /// The app's own backend.
  case serverKey
  case operatorKey
  /// A browser that the app gave a token for this account.
  case account(AccountID)
}

/// Why the credential that a request carries lets nobody in.
enum CredentialError: Error, Equatable, Sendable {
  /// Not one `Authorization` of the one form that is taken, `Bearer` and a credential.
  case malformed
  /// Neither one of the keys nor a token.
  case unknown
  /// A key came with an `Origin` header. Keys never belong in a browser: whoever opens its tools has them.
  case keyInBrowser
  case token(TokenError)
  /// The token is for pages of another origin than the one that asks.
  case otherOrigin
}
