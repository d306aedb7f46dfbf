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
  let origins: Origins
  let tokens: AccountTokens?
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

  // MARK: Answers that are kept

  /// Decides a command; its answer is kept in the transaction of what it makes true.
  func decide<Value: Sendable>(
    _ call: Call, _ account: AccountID, status: Int = 200, _ decide: @escaping Command<Value>.Decide,
    view: @escaping @Sendable (Value) throws -> any Encodable
  ) async throws -> Answer {
    let command = Command(account: account, id: call.commandID, decide: decide)
    return Answer(
      try await inbox.answer(command, key: call.key) { value in
        try Answer(status: status, try view(value)).kept
      })
  }

  /// The same for what is asked thousands of times a second: its text is written where everybody waits for it.
  func decide<Value: Sendable>(
    _ call: Call, _ account: AccountID, status: Int = 200, _ decide: @escaping Command<Value>.Decide,
    text: @escaping @Sendable (Value) -> String
  ) async throws -> Answer {
    let command = Command(account: account, id: call.commandID, decide: decide)
    return Answer(
      try await inbox.answer(command, key: call.key) { KeptAnswer(status: status, body: Array(text($0).utf8)) })
  }

  /// Carries out at the provider what was asked, and keeps the answer. The same request meanwhile is told to wait.
  func carryOut(
    _ call: Call, of account: AccountID, _ body: (Verbs) async throws -> Answer
  ) async throws -> Answer {
    let verbs = try provider()
    guard let key = call.key else { return try await body(verbs) }
    if let kept = try await inbox.keptAnswer(key) { return Answer(kept, isReplayed: true) }
    guard running.begin(key) else { throw Problem.inProgress }
    defer { running.end(key) }
    return Answer(try await inbox.keep(try await body(verbs).kept, key, of: account))
  }
}
