internal import Billing
internal import Store

/// What the routes work with, and the table of all of them.
struct APIRoutes: Sendable {
  let inbox: Inbox
  let ledgers: Ledgers
  /// Nil where no provider is connected.
  let verbs: Verbs?
  let results: Results?
  let reconciler: Reconciler?
  /// Nil where no endpoint of the app is configured, or it is not running.
  let hooks: HookService?
  let origins: Origins
  let tokens: AccountTokens?
  /// Where the hosted pages are; nil where nobody said where this service is reached.
  let publicURL: String?
  /// Whether the service is going down.
  let isStopping: @Sendable () -> Bool
  let running = RunningKeys()
  let now: @Sendable () -> Int64

  var table: [Route] {
    shopRoutes + accountRoutes + ledgerRoutes + spendRoutes + holdRoutes + slotRoutes + checkoutRoutes
      + subscriptionRoutes + autoReloadRoutes + refundRoutes + operatorRoutes + eventRoutes + feedRoutes
  }

  var catalog: Catalog { ledgers.catalog }
  var moment: Instant { Instant(seconds: now()) ?? .latest }

  func provider() throws(Problem) -> Verbs {
    guard let verbs else { throw .providerMissing }
    return verbs
  }

  /// An account as it stands now; one that was never seen is seen now.
  func current(_ account: AccountID) async throws -> Account {
    if let known = try ledgers.account(account.value, at: now()) { return known }
    return try await inbox.take(
      Command(account: account, id: "read") { account, _ throws(Refusal) in Decision(answer: account) })
  }

  /// Looks at an account: at once where it is kept ready, else when it was read.
  func look(_ account: AccountID, _ view: @escaping @Sendable (Account) throws -> Answer) throws -> Work {
    if let ready = try ledgers.ready(account.value, at: now()) { return .done(try view(ready)) }
    return .waits { try view(try await current(account)) }
  }

  // MARK: Answers that are kept

  /// Decides a command; its answer is kept in the transaction of what it makes true.
  func decide<Value: Sendable>(
    _ call: Call, _ account: AccountID, status: Int = 200, _ decide: @escaping Command<Value>.Decide,
    view: @escaping @Sendable (Value) throws -> any Encodable
  ) -> Work {
    self.decide(call, Command(account: account, id: call.commandID, decide: decide)) { value in
      try Answer(status: status, try view(value)).kept
    }
  }

  /// The same for what is asked thousands of times a second: its text is written where everybody waits for it.
  func decide<Value: Sendable>(
    _ call: Call, _ account: AccountID, status: Int = 200, _ decide: @escaping Command<Value>.Decide,
    text: @escaping @Sendable (Value) -> String
  ) -> Work {
    self.decide(call, Command(account: account, id: call.commandID, decide: decide)) { value in
      KeptAnswer(status: status, body: Array(text(value).utf8))
    }
  }

  /// The same on the account whose a spend, a hold or a request is.
  func decide<Value: Sendable>(
    _ call: Call, ownerOf fact: String, _ decide: @escaping Command<Value>.Decide,
    text: @escaping @Sendable (Value) -> String
  ) -> Work {
    self.decide(call, OwnersCommand(fact: fact, id: call.commandID, decide: decide)) { value in
      KeptAnswer(status: 200, body: Array(text(value).utf8))
    }
  }

  /// Decides whatever can be decided in a batch.
  func decide<Asked: Decidable>(
    _ call: Call, _ asked: Asked, render: @escaping @Sendable (Asked.Answer) throws -> KeptAnswer
  ) -> Work {
    .queued { completion in
      inbox.submit(asked, key: call.key, render: render) { result in
        completion(result.map { Answer($0) }.mapError { $0 })
      }
    }
  }

  /// Carries out at the provider what was asked, and keeps the answer. The same request meanwhile is told to wait.
  func carryOut(
    _ call: Call, of account: AccountID, _ body: (Verbs) async throws -> Answer
  ) async throws -> Answer {
    let verbs = try provider()
    guard let key = call.key else { return try await body(verbs) }
    if let kept = try await inbox.keptAnswer(key) { return Answer(kept, isReplayed: true) }
    guard try running.begin(key) else { throw Problem.inProgress }
    defer { running.end(key) }
    return Answer(try await inbox.keep(try await body(verbs).kept, key, of: account))
  }
}
