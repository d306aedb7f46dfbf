internal import Billing
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Store

/// The app's own API. Every route of it asks for a server key before anything else.
struct APIRoutes: Sendable {
  let keys: APIKeys
  let origins: Origins
  let inbox: Inbox
  let ledgers: Ledgers
  /// Nil where no provider is connected.
  let verbs: Verbs?
  let results: Results?
  let reconciler: Reconciler?
  let now: @Sendable () -> Int64

  func add(to router: Router<BasicRequestContext>) {
    let api = router.group("v1").add(middleware: KeyMiddleware(keys: keys))
    addAccounts(api.group("accounts/:account"))
    addSubscriptions(api.group("accounts/:account/subscription"))
    addCheckouts(api)
    addCatalogue(api)
    api.post("reconcile") { request, _ in try await reconcile(request) }
  }

  // MARK: What every route needs

  func account(_ context: BasicRequestContext) throws -> AccountID {
    let text = try context.parameters.require("account")
    guard let account = AccountID(text) else {
      throw Problem.invalid("account", "Write 1 to 128 characters of A-Za-z0-9._:@-.")
    }
    return account
  }

  /// The command that a request is: by its key, so that a repeated request is the same command.
  func command(_ request: Request) throws -> String {
    guard let key = request.headers[.idempotencyKey] else { throw Problem.keyMissing }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Problem.keyMissing
    }
    return "key:\(key)"
  }

  func provider() throws -> Verbs {
    guard let verbs else { throw Problem.providerMissing }
    return verbs
  }

  /// Decides a command that is done once it is stored.
  func take<Answer>(
    _ account: AccountID, _ id: String, _ decide: @escaping Command<Answer>.Decide
  ) async throws -> Answer {
    do { return try await inbox.take(Command(account: account, id: id, decide: decide)) } catch {
      throw Problem(error)
    }
  }

  /// An account as it stands now; one that was never seen is seen now.
  func current(_ account: AccountID) async throws -> Account {
    if let known = try ledgers.account(account.value, at: now()) { return known }
    return try await take(account, "read") { account, _ throws(Refusal) in Decision(answer: account) }
  }

  static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: .init(string: text)))
  }

  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    json(try JSONText.canonical(value), status: status)
  }
}

/// Lets nobody in but by a key.
struct KeyMiddleware: RouterMiddleware {
  let keys: APIKeys

  func handle(
    _ request: Request, context: BasicRequestContext,
    next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    guard keys.admit(request.headers[.authorization]) else { throw Problem.unauthorized }
    return try await next(request, context)
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .via
}
