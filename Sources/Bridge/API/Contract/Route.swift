internal import HTTPTypes

/// One route of the API: who may call it, what it takes, what it answers. The table of them is what the service serves,
/// what it lets in, what `/openapi.json` says and what the tests go through.
struct Route: Sendable {
  /// What a request with the same Idempotency-Key comes to.
  enum Repetition: Sendable {
    /// It changes nothing, or comes to the same by itself: no key is needed.
    case harmless
    /// The answer is kept with the key in the transaction of the effect.
    case kept
    /// The provider carries it out; the answer is kept once there is one, and a second request meanwhile is refused.
    case carriedOut
  }

  /// What is answered with a status.
  struct Reply: Sendable {
    let status: Int
    let words: String
    let content: Content

    enum Content: Sendable {
      case json(Schema)
      case text(type: String)
    }

    static func json(_ schema: Schema, _ words: String, status: Int = 200) -> Reply {
      Reply(status: status, words: words, content: .json(schema))
    }
  }

  let method: HTTPRequest.Method
  /// With its parameters in braces: `/v1/accounts/{account}/spends`.
  let path: String
  let callers: Set<Caller>
  let summary: String
  var query: [Schema.Member] = []
  /// The members of the JSON object that it takes; nil for a route that takes no body.
  var body: [Schema.Member]?
  let reply: Reply
  /// The statuses of problems that are its own, beside those that follow from its form.
  var problems: Set<Int> = []
  var repetition = Repetition.harmless
  /// The parameter of other routes that the `id` of its answer is for: `spend`.
  var makes: String?
  let run: Run

  /// Its method as HTTP writes it.
  var verb: String { method.rawValue }

  /// A name that is the route's alone: `post_v1_accounts_account_spends`.
  var name: String {
    ([verb.lowercased()] + path.split(separator: "/").map { $0.filter { $0 != "{" && $0 != "}" } })
      .map { String($0.map { $0.isLetter || $0.isNumber ? $0 : "_" }) }.joined(separator: "_")
  }

  /// Whether people read what it answers.
  var speaks: Bool { callers.contains(.account) || callers.contains(.nobody) }

  /// Whether its callers are known by the signature over the body alone.
  var isSigned: Bool { callers == [.provider] }

  /// Whether everybody may read what it answers.
  var isPublic: Bool { callers.contains(.nobody) }

  /// Whether an answer is kept under an Idempotency-Key, where one is sent.
  var takesKey: Bool { repetition != .harmless || method == .delete }

  /// What the braces of the path hold.
  var parameters: [Schema.Member] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
      let name = String(segment.dropFirst().dropLast())
      return .must(name, name == "account" ? .account : .id)
    }
  }

  /// Whether a path of a request is this route's, whatever the method.
  func matches(_ path: Substring) -> Bool {
    let (own, asked) = (Self.segments(self.path[...]), Self.segments(path))
    return own.count == asked.count && zip(own, asked).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
  }

  /// What stands between the slashes. An empty one counts: an id that somebody forgot must not make another path.
  static func segments(_ path: Substring) -> [Substring] {
    path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }
}

/// Who may call a route, by the credential that a request carries.
enum Caller: String, Sendable, CaseIterable {
  /// Somebody without a credential.
  case nobody
  /// The payment provider, by the signature over the body.
  case provider
  /// The app's backend, by a server key.
  case server
  /// A person's browser, by an account token: its own account alone.
  case account
  /// An operator, by an operator key.
  case `operator`
}

extension Set<Caller> {
  static let everybody: Set = [.nobody, .server, .account, .operator]
  static let backend: Set = [.server]
  static let backendAndBrowser: Set = [.server, .account]
  static let readers: Set = [.server, .account, .operator]
  static let operators: Set = [.operator]
}
