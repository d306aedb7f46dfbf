internal import Billing
internal import Store

/// What an account comes to with the facts that it gained and lost, and what must be booked for it.
struct AccountDecision {
  let account: AccountID
  let gained: Set<String>
  var entry: CachedAccount
  let fold: Fold
  let entries: [Movement]
  let before: CachedAccount.Standing

  func gains(_ fact: Fact) -> Bool { gained.contains(fact.event) }
}

/// What a fact brings about, decided in full before anything of it is written.
struct Resolution {
  let assignment: Ownership.Assignment
  let decisions: [AccountDecision]

  func outcome(of fact: Fact) -> (Outcome, AccountID?) {
    for decision in decisions {
      if let outcome = decision.fold.outcomes[fact.event], decision.gains(fact) { return (outcome, decision.account) }
    }
    return (.parked(Self.reasonToWait(fact)), nil)
  }

  static func reasonToWait(_ fact: Fact) -> String {
    let keys = fact.links.keys
    guard !keys.isEmpty else { return "it names nothing that could tie it to an account" }
    return "waits for an account: nothing links \(keys.joined(separator: ", ")) yet"
  }
}

/// Deliveries that wait for the end of their batch, so that each account is folded once for all of them.
struct Gathered {
  /// Whether there is more than one delivery: alone, each is taken by itself, so that its failure is its own.
  let isBatch: Bool
  private(set) var assignment = Ownership.Assignment()
  private(set) var deliveries: [Int64: Delivery] = [:]
  private var events: Set<Name> = []

  init(isBatch: Bool) { self.isBatch = isBatch }

  private struct Name: Hashable {
    let id: String
    let account: String
    let livemode: Bool?
  }

  func holds(_ event: NewEvent) -> Bool { events.contains(Self.name(event)) }

  private static func name(_ event: NewEvent) -> Name {
    Name(id: event.id, account: event.providerAccount, livemode: event.livemode)
  }

  /// Keeps in mind that an event of this batch is stored.
  mutating func remember(_ event: NewEvent) { events.insert(Self.name(event)) }

  /// Takes a fact that one account gains and that settles nothing else.
  mutating func add(_ member: Ownership.Member, _ delivery: Delivery, to account: AccountID) {
    assignment.gained[account, default: []].append(member)
    deliveries[member.seq] = delivery
  }

  /// Forgets what was settled; what was stored stays in mind.
  mutating func clear() {
    assignment = Ownership.Assignment()
    deliveries = [:]
  }
}

/// That one of several deliveries could not be decided.
struct DecisionFailed: Error {
  let cause: String
}

extension AccountRow {
  init(account: String, state: AccountState, head: LedgerHead, sequence: Int64) {
    self.init(
      account: account, plan: state.plan, status: state.status, customer: state.customer,
      subscription: state.subscription, head: head, sequence: sequence)
  }
}

/// What became of a delivery.
package enum Receipt: String, Sendable {
  case stored, duplicate
}

/// When a failed decision is tried again: after seven pauses, of 18 hours together, daily.
enum RetrySchedule {
  private static let delays: [Int64] = [5, 60, 300, 1800, 7200, 18_000, 36_000]
  static func delaySeconds(afterAttempts attempts: Int64) -> Int64 {
    Self.delays.indices.contains(Int(attempts) - 1) ? delays[Int(attempts) - 1] : 86_400
  }
}

extension StoredEvent {
  var outcome: Outcome {
    switch status {
    case "ignored": .ignored(reason ?? "")
    case "parked": .parked(reason ?? "")
    case "quarantined": .quarantined(reason ?? "")
    default: .applied
    }
  }
}
