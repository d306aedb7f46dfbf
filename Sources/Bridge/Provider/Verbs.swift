package import Billing
package import Store
internal import Stripe

/// What is asked of the provider for an account, from the command to the answer: decided, written down, carried out,
/// answered. What could not be carried out in time goes on by itself.
package struct Verbs: Sendable {
  /// How long a caller waits at the most.
  package static let answerLimit = Duration.seconds(25)

  let inbox: Inbox
  let dispatcher: Dispatcher
  let client: StripeClient
  let ledgers: Ledgers
  var answerLimit = Self.answerLimit
  let now: @Sendable () -> Int64

  /// What somebody wants to buy.
  package enum Wish: Sendable, Equatable {
    case plan(PlanChoice, acknowledged: Set<String>)
    /// With a threshold, auto-reload is turned on by the purchase.
    case package(String, AutoReloadOrder?)

    /// The same words for the same wish.
    fileprivate var words: String {
      switch self {
      case .plan(let choice, let acknowledged): "\(choice) \(acknowledged.sorted())"
      case .package(let key, let reload): "\(key) \(reload.map { "\($0)" } ?? "")"
      }
    }
  }

  /// What became of a verb.
  package enum Answer: Sendable, Equatable {
    /// A page of the provider where the person goes on.
    case page(ErrandResult)
    /// It was done at the provider.
    case done
    /// It was written down at the provider for a later time; nil where that is not known yet.
    case scheduled(Instant?)
  }

  /// Sells a plan or a package; a subscriber who asks for a plan gets a change of it.
  ///
  /// - Parameter command: unique within the account; repeated, it is the same verb with the same answer.
  package func checkout(
    _ wish: Wish, for account: AccountID, pages: CheckoutPages, command: String
  ) async throws(VerbError) -> Answer {
    try await perform("checkout \(wish.words)", command, account, pages) { account, _ throws(Refusal) in
      switch wish {
      case .plan(let choice, let acknowledged): try account.change(choice, acknowledged: acknowledged).answering
      case .package(let key, let reload): try account.buy(key, autoReload: reload).answering
      }
    }
  }

  /// Changes the plan: now on the provider's page, or at the end of the period.
  package func change(
    _ choice: PlanChoice, acknowledged: Set<String>, for account: AccountID, pages: CheckoutPages, command: String
  ) async throws(VerbError) -> Answer {
    try await perform("change \(choice) \(acknowledged.sorted())", command, account, pages) {
      account, _ throws(Refusal) in
      guard account.subscribedPrice != nil else { throw .noSubscription }
      return try account.change(choice, acknowledged: acknowledged).answering
    }
  }

  package func undoScheduledChange(for account: AccountID, command: String) async throws(VerbError) {
    _ = try await perform("undo_scheduled_change", command, account) { account, _ throws(Refusal) in
      try account.undoScheduledChange().answering
    }
  }

  /// Cancels at the end of the period.
  package func cancel(for account: AccountID, command: String) async throws(VerbError) -> Answer {
    try await perform("cancel", command, account) { account, _ throws(Refusal) in try account.cancel().answering }
  }

  package func undoCancellation(for account: AccountID, command: String) async throws(VerbError) {
    _ = try await perform("undo_cancellation", command, account) { account, _ throws(Refusal) in
      try account.undoCancellation().answering
    }
  }

  package func pause(until: Instant?, for account: AccountID, command: String) async throws(VerbError) {
    _ = try await perform("pause \(until?.description ?? "")", command, account) { account, _ throws(Refusal) in
      try account.pause(until: until).answering
    }
  }

  package func resume(for account: AccountID, command: String) async throws(VerbError) {
    _ = try await perform("resume", command, account) { account, _ throws(Refusal) in try account.resume().answering }
  }

  /// The person came back by the cancel URL: the checkout is closed at the provider.
  package func leave(_ session: String, for account: AccountID, command: String) async throws(VerbError) {
    _ = try await perform("leave \(session)", command, account) { account, moment throws(Refusal) in
      try account.leave(session, id: command, at: moment)
    }
  }

  /// Decides a refund request; what was approved is returned through the provider.
  package func decideRefund(
    _ request: String, isApproved: Bool, by operatorName: String, for account: AccountID, command: String
  ) async throws(VerbError) {
    _ = try await perform("decide_refund \(request) \(isApproved)", command, account) {
      account, moment throws(Refusal) in
      try account.decideRefund(request, isApproved: isApproved, by: operatorName, id: command, at: moment).answering
    }
  }

  /// The provider's page where a person sees invoices and changes the card.
  package func portal(
    for account: AccountID, returnURL: String, updatesCard: Bool
  ) async throws(VerbError) -> ErrandResult {
    guard let customer = try fold(account)?.state.customer else {
      throw .refused(Refusal.noCustomer)
    }
    let request = StripeRequest.createPortal(
      customer: customer, returnURL: returnURL, flow: updatesCard ? .paymentMethodUpdate : nil)
    do {
      let answer = try await client.send(request, idempotencyKey: CallBook.newKey(), deadline: answerLimit)
      return ErrandResult(id: answer.json.ownID, url: answer.json.text("url"))
    } catch { throw VerbError(error) }
  }

  func fold(_ account: AccountID) throws(VerbError) -> Fold? {
    do { return try ledgers.fold(account.value, at: nil) } catch {
      throw .store(error as? StoreError ?? .inconsistent("\(error)"))
    }
  }

  // MARK: From command to answer

  private func perform(
    _ verb: String, _ command: String, _ account: AccountID, _ pages: CheckoutPages? = nil,
    _ decide: @escaping Command<Void>.Decide
  ) async throws(VerbError) -> Answer {
    do {
      let asked = "\(verb) \(try pages.map { try JSONText.canonical($0) } ?? "")"
      switch try ledgers.store.read({ try $0.fingerprint(of: command, account: account.value) }) {
      case asked?: break
      case .some: throw VerbError.refused(.keyMismatch)
      case nil:
        try await inbox.take(
          Command(account: account, id: command, pages: pages, fingerprint: asked, decide: decide))
      }
      let intents = try await dispatcher.settle(account, command: command, within: answerLimit)
      return try Self.answer(intents)
    } catch let error as VerbError {
      throw error
    } catch let error as CommandError {
      throw VerbError(error)
    } catch { throw .store(error as? StoreError ?? .inconsistent("\(error)")) }
  }

  private static func answer(_ intents: [StoredIntent]) throws -> Answer {
    for intent in intents {
      switch intent.status {
      case .done: continue
      case .failed, .givenUp: throw VerbError.provider(intent.reason ?? "The provider refused it.")
      case .pending: throw VerbError.pending(intent.reason ?? "The provider has not answered yet.")
      }
    }
    guard let last = intents.last else { return .done }
    if let result = try last.outcome, result.url != nil { return .page(result) }
    if case .scheduleChange(_, _, let at) = try Intent(last).effect { return .scheduled(at) }
    return .done
  }
}

/// Why a verb was not done.
package enum VerbError: Error, CustomStringConvertible {
  case refused(Refusal)
  case store(StoreError)
  /// The provider refused it.
  case provider(String)
  /// The provider has not answered in time; it goes on by itself, and the same command asks how far it got.
  case pending(String)

  package var description: String {
    switch self {
    case .refused(let refusal): refusal.detail
    case .store(let error): error.description
    case .provider(let why), .pending(let why): why
    }
  }

  init(_ error: CommandError) {
    switch error {
    case .refused(let refusal): self = .refused(refusal)
    case .store(let error): self = .store(error)
    }
  }

  init(_ failure: StripeFailure) {
    switch failure {
    case .refused(let error): self = .provider(error.description)
    case .unclear, .savedFailure, .unreachable, .suspended, .canceled: self = .pending("\(failure)")
    }
  }
}

extension Decision {
  /// The same decision for a caller that wants no answer of it.
  fileprivate var answering: Decision<Void> { Decision<Void>(answer: (), facts: facts, effects: effects) }
}

extension Refusal {
  fileprivate static let noSubscription = Refusal(
    .conflict(choices: ["checkout"]), "no_subscription", "The account has no subscription to change: open a checkout.")

  fileprivate static let noCustomer = Refusal(
    .conflict(choices: ["checkout"]), "no_customer", "The account has bought nothing yet: there is nothing to manage.")
}
