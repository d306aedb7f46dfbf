/// One thing that happens to an account's credits at one moment.
struct Step {
  /// What comes first of two steps at one moment.
  enum Rank: Int {
    case grant, change, freeze, revoke, thaw, app

    var isReturn: Bool { self == .freeze || self == .revoke || self == .thaw }
  }

  enum Action {
    /// Plan credits, as far as the cap leaves room.
    case refill(Credits, cap: Credits, origin: String)
    case buy(Credits, origin: String, expiresAt: Instant?)
    case revoke(origin: String, Share, forgiving: Credits)
    case freeze(origin: String, hold: String, Share)
    case thaw(origin: String, hold: String)
    case spend(Credits, id: String)
    case reverse(Credits, of: String)
    case hold(Credits, id: String, until: Instant)
    case capture(Credits, of: String)
    case release(String)
    case give(Credits, origin: String, expiresAt: Instant?)
    case forgive(Credits)
    /// Moves nothing: the balance is watched anew from here on.
    case watch
  }

  let at: Instant
  let rank: Rank
  let reason: Wallet.Reason
  let action: Action
  /// The order of the app's own steps.
  var sequence: Int64 = 0

  static func inOrder(_ one: Step, _ other: Step) -> Bool {
    (one.at, one.rank.rawValue, one.sequence, one.reason.cause)
      < (other.at, other.rank.rawValue, other.sequence, other.reason.cause)
  }
}

extension Wallet {
  mutating func take(_ step: Step) throws(ArithmeticError) {
    stepCount += 1
    switch step.action {
    case .refill(let amount, let cap, let origin):
      try refill(amount, cap: cap, origin: origin, step.reason)
    case .buy(let amount, let origin, let end):
      try grant(amount, .purchased, origin: origin, expiresAt: end, step.reason)
    case .revoke(let origin, let share, let limit):
      try revoke(origin: origin, share, forgiving: limit, step.reason)
    case .freeze(let origin, let hold, let share): freeze(origin: origin, hold: hold, share, step.reason)
    case .thaw(let origin, let hold): thaw(origin: origin, hold: hold, step.reason)
    case .spend(let amount, let id): try spend(amount, id: id, step.reason)
    case .reverse(let amount, let spend): reverse(amount, of: spend, step.reason)
    case .hold(let amount, let id, let end): try hold(amount, id: id, until: end, step.reason)
    case .capture(let amount, let hold): try capture(amount, of: hold, step.reason)
    case .release(let hold): release(hold, step.reason)
    case .give(let amount, let origin, let end):
      try grant(amount, .granted, origin: origin, expiresAt: end, step.reason)
    case .forgive(let amount): forgive(amount, step.reason)
    case .watch: break
    }
  }
}
