internal import Billing
internal import Hummingbird
internal import Store

/// The one place where a failure of the API becomes a problem.
extension Problem {
  static let bodyTooLarge = Problem(
    status: .contentTooLarge, code: "body_too_large", title: "The body is too large",
    detail: "The limit is \(RequestBody.bytesMax) bytes.")

  static let notJSON = Problem(
    status: .unsupportedMediaType, code: "not_json", title: "The body is not JSON",
    detail: "Send Content-Type: application/json.")

  static let unauthorized = Problem(
    status: .unauthorized, code: "unauthorized", title: "Nobody is known by this credential",
    detail: "Send Authorization: Bearer with a key of TOLLBRIDGE_API_KEYS, or from a browser an account token.")

  static let otherAccount = Problem(
    status: .forbidden, code: "other_account", title: "Not your account",
    detail: "An account token reaches its own account alone.")

  static func notAllowed(_ route: Route) -> Problem {
    let callers = Caller.allCases.filter(route.callers.contains).map(\.rawValue).joined(separator: " or ")
    return Problem(
      status: .forbidden, code: "not_allowed", title: "Not for this credential",
      detail: "This route is for a credential of: \(callers).")
  }

  static func tooMany(retryAfterSeconds: Int) -> Problem {
    Problem(
      status: .tooManyRequests, code: "too_many_requests", title: "Too many requests",
      detail: "Go on after a moment.", retryAfterSeconds: retryAfterSeconds)
  }

  static let tokensMissing = Problem(
    status: .serviceUnavailable, code: "tokens_not_configured", title: "No tokens can be made",
    detail: "Set TOLLBRIDGE_TOKEN_SECRET and start again.")

  static let publicURLMissing = Problem(
    status: .serviceUnavailable, code: "public_url_not_configured", title: "There are no links to pages",
    detail: "Set TOLLBRIDGE_PUBLIC_URL to where this service is reached, and start again.")

  /// There is no such thing, or none that whoever asks may see.
  static func unknown(_ id: String) -> Problem {
    Problem(status: .notFound, code: "not_found", title: "Not found", detail: "There is no \(id).")
  }

  static let inProgress = Problem(
    status: .conflict, code: "idempotency_in_progress", title: "The same request is being carried out",
    detail: "Ask again with the same Idempotency-Key.", retryAfterSeconds: 1)

  static let keyMissing = Problem(
    status: .badRequest, code: "idempotency_key_missing", title: "The request has no Idempotency-Key that can be kept",
    detail: "Send one of 1 to 255 visible characters; repeated with it, a request happens once.")

  static let providerMissing = Problem(
    status: .serviceUnavailable, code: "provider_not_configured", title: "No provider is connected",
    detail: "Set STRIPE_SECRET_KEY and start again.")

  static func malformed(_ detail: String) -> Problem {
    Problem(status: .badRequest, code: "body_malformed", title: "The body cannot be read", detail: detail)
  }

  static func invalid(_ field: String, _ detail: String) -> Problem {
    invalid([Violation(pointer: "/\(field)", message: detail)])
  }

  static func invalid(_ violations: [Violation]) -> Problem {
    let errors = violations.map { "{\"pointer\":\(quoted($0.pointer)),\"message\":\(quoted($0.message))}" }
    return Problem(
      status: .unprocessableContent, code: "invalid_value", title: "A value is wrong",
      detail: violations.map { $0.pointer.isEmpty ? $0.message : "\($0.pointer.dropFirst()): \($0.message)" }
        .joined(separator: " "),
      more: [("errors", "[\(errors.joined(separator: ","))]")])
  }

  static let internalError = Problem(
    status: .internalServerError, code: "internal_error", title: "Something went wrong",
    detail: "The operator finds the reason in the log by the request id.")

  /// What whoever asked is told of any failure.
  init(thrown error: any Error, _ messages: MessageCatalog = .english) {
    switch error {
    case let problem as Problem: self = problem
    case let error as VerbError: self.init(error, messages)
    case let error as CommandError: self.init(error, messages)
    case let refusal as Refusal: self.init(refusal, messages)
    case let error as StoreError: self.init(error)
    default: self = .internalError
    }
  }

  init(_ error: VerbError, _ messages: MessageCatalog) {
    switch error {
    case .refused(let refusal): self.init(refusal, messages)
    case .store(let error): self.init(error)
    case .provider(let why):
      self.init(status: .badGateway, code: "provider_refused", title: "The provider refused it", detail: why)
    case .pending(let why):
      self.init(
        status: .serviceUnavailable, code: "provider_unavailable", title: "The provider has not answered",
        detail: "\(why) Repeat it with the same Idempotency-Key to see how far it got.", retryAfterSeconds: 2)
    }
  }

  init(_ error: CommandError, _ messages: MessageCatalog) {
    switch error {
    case .refused(let refusal): self.init(refusal, messages)
    case .store(let error): self.init(error)
    }
  }

  init(_ error: StoreError) {
    self.init(
      status: .serviceUnavailable, code: "store_unavailable", title: "It could not be stored",
      detail: "Nothing was done for certain; repeat it with the same Idempotency-Key.", retryAfterSeconds: 1)
  }

  init(_ refusal: Refusal, _ messages: MessageCatalog) {
    var more: [(name: String, json: String)] = []
    if let guidance = refusal.guidance { more.append(("guidance", guidance.translated(to: messages).json)) }
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
