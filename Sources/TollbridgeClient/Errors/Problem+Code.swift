extension Problem {
  /// What is wrong, for programs. More come with time; these are the ones that programs act on.
  public struct Code: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// 402: ``Problem/shortfall`` says how many are missing, ``Problem/guidance`` what to show.
    public static let notEnoughCredits: Self = "not_enough_credits"
    /// 401: nobody is known by the credential.
    public static let unauthorized: Self = "unauthorized"
    /// 401: the token has ended; the backend makes a new one.
    public static let tokenExpired: Self = "token_expired"
    /// 403: a token reaches its own account alone.
    public static let otherAccount: Self = "other_account"
    /// 403: the route is for another credential.
    public static let notAllowed: Self = "not_allowed"
    /// 404: there is no such thing, or none that whoever asks may see.
    public static let notFound: Self = "not_found"
    /// 409: the request with this key is still being carried out; it was asked again as often as the policy allows.
    public static let idempotencyInProgress: Self = "idempotency_in_progress"
    /// 409: the price is another one than was expected; quote it again.
    public static let priceChanged: Self = "price_changed"
    /// 422: the key was used for another request.
    public static let idempotencyMismatch: Self = "idempotency_mismatch"
    /// 422: ``Problem/errors`` says which value and where.
    public static let invalidValue: Self = "invalid_value"
    /// 429: go on after ``Problem/retryAfter``.
    public static let tooManyRequests: Self = "too_many_requests"
    /// 502: the payment provider will not do it.
    public static let providerRefused: Self = "provider_refused"
    /// 503: the payment provider has not answered; ask again with the same key to see how far it got.
    public static let providerUnavailable: Self = "provider_unavailable"
    /// The answer names no code: it came from something before the service.
    public static let unknown: Self = "unknown"
  }
}
