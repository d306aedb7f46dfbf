internal import Hummingbird

extension Problem {
  /// A request without a credential where one is needed.
  static let credentialMissing = Problem(
    status: .unauthorized, code: "unauthorized", title: "Nobody is known by this credential",
    detail: "Send Authorization: Bearer with a server key, an operator key or an account token.")

  init(_ error: CredentialError) {
    switch error {
    case .malformed:
      self.init(
        status: .unauthorized, code: "unauthorized", title: "The credential cannot be read",
        detail: "Send one Authorization header: Bearer, a space, and the key or token.")
    case .unknown: self = .credentialMissing
    case .keyInBrowser:
      self.init(
        status: .forbidden, code: "key_in_browser", title: "Keys do not belong in a browser",
        detail: "The request has an Origin header. Let the backend ask, or give the page an account token.")
    case .token(.expired):
      self.init(
        status: .unauthorized, code: "token_expired", title: "The token has ended", detail: "Ask the app for a new one."
      )
    case .token(let reason):
      self.init(
        status: .unauthorized, code: "token_invalid", title: "The token is not taken", detail: reason.description)
    case .otherOrigin:
      self.init(
        status: .forbidden, code: "token_of_other_origin", title: "The token is for another page",
        detail: "Its origin claim is not the Origin of this request.")
    }
  }
}
