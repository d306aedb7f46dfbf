internal import Billing
internal import Hummingbird
internal import Store

/// The one place where a failure of the API becomes a problem.
extension Problem {
  static let bodyTooLarge = Problem(
    status: .contentTooLarge, code: "body_too_large", title: "The body is too large",
    detail: "The limit is \(RequestBody.bytesMax) bytes.")

  static let unauthorized = Problem(
    status: .unauthorized, code: "unauthorized", title: "Nobody is known by this credential",
    detail: "Send Authorization: Bearer with one of the keys of TOLLBRIDGE_API_KEYS.")

  static let keyMissing = Problem(
    status: .badRequest, code: "idempotency_key_missing", title: "The request has no Idempotency-Key",
    detail: "Send one of 1 to 255 visible characters; repeated with it, a request happens once.")

  static let providerMissing = Problem(
    status: .serviceUnavailable, code: "provider_not_configured", title: "No provider is connected",
    detail: "Set STRIPE_SECRET_KEY and start again.")

  static func malformed(_ detail: String) -> Problem {
    Problem(status: .badRequest, code: "body_malformed", title: "The body cannot be read", detail: detail)
  }

  static func invalid(_ field: String, _ detail: String) -> Problem {
    let errors = "[{\"pointer\":\(quoted("/\(field)")),\"message\":\(quoted(detail))}]"
    return Problem(
      status: .unprocessableContent, code: "invalid_value", title: "A value is wrong", detail: "\(field): \(detail)",
      more: [("errors", errors)])
  }

  init(_ error: VerbError) {
    switch error {
    case .refused(let refusal): self.init(refusal)
    case .store(let error): self.init(error)
    case .provider(let why):
      self.init(status: .badGateway, code: "provider_refused", title: "The provider refused it", detail: why)
    case .pending(let why):
      self.init(
        status: .serviceUnavailable, code: "provider_unavailable", title: "The provider has not answered",
        detail: "\(why) Repeat it with the same Idempotency-Key to see how far it got.", retryAfterSeconds: 2)
    }
  }

  init(_ error: CommandError) {
    switch error {
    case .refused(let refusal): self.init(refusal)
    case .store(let error): self.init(error)
    }
  }

  init(_ error: StoreError) {
    self.init(
      status: .serviceUnavailable, code: "store_unavailable", title: "It could not be stored",
      detail: "Nothing was done for certain; repeat it with the same Idempotency-Key.", retryAfterSeconds: 1)
  }

  init(_ refusal: Refusal) {
    var more: [(name: String, json: String)] = []
    if let guidance = refusal.guidance { more.append(("guidance", guidance.json)) }
    let status: HTTPResponse.Status
    switch refusal.kind {
    case .notEnoughCredits(let shortfall):
      status = HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required")
      more.append(("shortfall", String(shortfall)))
    case .notAllowed: status = .forbidden
    case .notFound: status = .notFound
    case .conflict(let choices):
      status = .conflict
      if !choices.isEmpty { more.append(("choices", "[\(choices.map(Self.quoted).joined(separator: ","))]")) }
    case .invalid(let field):
      status = .unprocessableContent
      more.append(("errors", "[{\"pointer\":\(Self.quoted("/\(field)")),\"message\":\(Self.quoted(refusal.detail))}]"))
    }
    self.init(
      status: status, code: refusal.code, title: refusal.title, detail: refusal.detail, more: more)
  }
}

extension Guidance {
  /// As problems and answers carry it.
  var json: String {
    let members = [
      ("code", code.rawValue), ("title", title), ("body", body), ("action", action), ("leads_to", destination.rawValue),
    ]
    return "{" + members.map { "\"\($0)\":\(Problem.quoted($1))" }.joined(separator: ",") + "}"
  }
}

extension Refusal {
  fileprivate var title: String {
    switch kind {
    case .notEnoughCredits: "Not enough credits"
    case .notAllowed: "Not for this account"
    case .notFound: "Not found"
    case .conflict: "Not as things stand"
    case .invalid: "A value is wrong"
    }
  }
}
