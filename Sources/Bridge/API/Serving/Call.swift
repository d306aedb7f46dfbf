internal import Billing
internal import HTTPTypes
internal import Native
internal import Stripe
internal import Synchronization

/// A request that was let in and found to be in the form that its route says.
struct Call: Sendable {
  let route: Route
  let principal: Principal
  /// By the names in the braces of the path, and of the query.
  let parameters: [String: String]
  let body: RequestBody
  /// Under what the answer is kept; nil where the route keeps none.
  let key: AnswerKey?
  /// Of our own: what a command of this request is known by. The same for the same caller, account and key.
  let commandID: String
  /// What the caller sent as `Accept-Language`.
  let languages: String?

  /// In whose words it is answered.
  var messages: MessageCatalog { languages.map { Languages.best(for: $0) } ?? .english }

  /// The account of the path, else the one that asks.
  func account() throws(Problem) -> AccountID {
    if let account = parameters["account"].flatMap({ AccountID($0) }) { return account }
    guard case .account(let account) = principal else { throw .notFound }
    return account
  }

  /// The account that the query names or that asks; nil for nobody.
  var viewer: AccountID? {
    if let account = parameters["account"].flatMap({ AccountID($0) }) { return account }
    if case .account(let account) = principal { return account }
    return nil
  }

  /// A command's id that begins with what it makes: `sp_…`.
  func id(_ prefix: String) -> String { "\(prefix)_\(commandID)" }

  func parameter(_ name: String) throws(Problem) -> String {
    guard let value = parameters[name] else { throw .notFound }
    return value
  }

  func integer(_ name: String) -> Int64? { parameters[name].flatMap { Schema.integer($0) } }

  /// Whether what belongs to `owner` may be touched by who asks.
  func mayTouch(_ owner: AccountID) -> Bool {
    if case .account(let account) = principal { account == owner } else { true }
  }
}

/// What a command of a request is known by: 24 hexadecimal digits, enough that two never meet.
enum CommandName {
  private static let byteCount = 12
  private static let count = Atomic(UInt32.random(in: .min ... .max))

  /// A new one. What comes later sorts later, so that indexes grow at their end; a third of it is chance.
  static func new(at now: Int64) -> String {
    let parts = [
      UInt32(truncatingIfNeeded: now), count.wrappingAdd(1, ordering: .relaxed).newValue,
      UInt32.random(in: .min ... .max),
    ]
    return Hex.encode(parts.flatMap { part in (0..<4).reversed().map { UInt8(truncatingIfNeeded: part >> (8 * $0)) } })
  }

  /// The same for the same scope, account and key.
  static func of(scope: String, account: String, key: String) throws -> String {
    let digest = try SHA256.digest(Array([scope, account, key].joined(separator: "\u{1F}").utf8))
    return Hex.encode(Array(digest.prefix(byteCount)))
  }
}

/// What a route answers.
struct Answer: Sendable {
  enum Content: Sendable {
    case json([UInt8])
    case text(String, type: String)
  }

  var status = 200
  let content: Content
  /// Whether it is the answer that was given before under this key.
  var isReplayed = false

  init(status: Int = 200, _ content: Content) {
    self.status = status
    self.content = content
  }

  init(status: Int = 200, _ view: any Encodable) throws {
    self.init(status: status, .json(Array(try JSONText.canonical(view, snakeCase: true).utf8)))
  }

  init(_ kept: KeptAnswer, isReplayed: Bool = false) {
    self.init(status: kept.status, .json(kept.body))
    self.isReplayed = isReplayed
  }

  init(_ answered: Answered) {
    switch answered {
    case .anew(let kept): self.init(kept)
    case .replayed(let kept): self.init(kept, isReplayed: true)
    }
  }

  var kept: KeptAnswer {
    guard case .json(let body) = content else { return KeptAnswer(status: status, body: []) }
    return KeptAnswer(status: status, body: body)
  }
}
