package import Billing
package import Store

/// What the writer can decide within one transaction.
protocol Decidable: Sendable {
  associatedtype Answer: Sendable

  /// Whose it is; nil where only the decision finds out.
  var account: AccountID? { get }

  /// Decides it and writes what it comes to. A refusal writes nothing.
  func decided(by decider: inout Decider, _ transaction: WriteTransaction) throws -> Result<Answer, Refusal>
}

/// A command on an account: what decides it, and the name under which its intents are found.
struct Command<Answer: Sendable>: Sendable {
  typealias Decide = @Sendable (inout Account, Instant) throws(Refusal) -> Decision<Answer>

  let subject: AccountID
  /// Unique within the account: the same id is the same command.
  let id: String
  var pages: CheckoutPages?
  /// What is asked for, where the same id with something else must be refused; nil where the decision itself sees to
  /// it.
  var fingerprint: String?
  let decide: Decide

  init(
    account: AccountID, id: String, pages: CheckoutPages? = nil, fingerprint: String? = nil, decide: @escaping Decide
  ) {
    subject = account
    self.id = id
    self.pages = pages
    self.fingerprint = fingerprint
    self.decide = decide
  }
}

extension Command: Decidable {
  var account: AccountID? { subject }

  func decided(by decider: inout Decider, _ transaction: WriteTransaction) throws -> Result<Answer, Refusal> {
    try decider.take(self, transaction)
  }
}

/// A command on whoever's a spend, a hold or a request is: found out in the transaction that decides it.
struct OwnersCommand<Answer: Sendable>: Decidable {
  let fact: String
  /// Of the command itself, as in `Command`.
  let id: String
  let decide: Command<Answer>.Decide

  var account: AccountID? { nil }

  func decided(by decider: inout Decider, _ transaction: WriteTransaction) throws -> Result<Answer, Refusal> {
    guard let owner = try transaction.reading.account(ofFact: fact).flatMap({ AccountID($0) }) else {
      return .failure(Refusal(.notFound, "not_found", "There is no \(fact)."))
    }
    return try decider.take(Command(account: owner, id: id, decide: decide), transaction)
  }
}

/// Why a command came to nothing.
package enum CommandError: Error, CustomStringConvertible {
  case refused(Refusal)
  case store(StoreError)

  package var description: String {
    switch self {
    case .refused(let refusal): refusal.detail
    case .store(let error): error.description
    }
  }
}
