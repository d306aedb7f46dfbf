/// One thing that happens to an account's credits at one moment.
struct Step {
  /// What comes first of two steps at one moment.
  enum Rank: Int { case grant, change, freeze, revoke, thaw }

  enum Action {
    /// Plan credits, as far as the cap leaves room.
    case refill(Credits, cap: Credits, origin: String)
    case buy(Credits, origin: String)
    case revoke(origin: String, returned: Int64, of: Int64)
    case freeze(origin: String, hold: String, part: Int64, of: Int64)
    case thaw(origin: String, hold: String)
  }

  let at: Instant
  let rank: Rank
  let reason: Wallet.Reason
  let action: Action

  static func inOrder(_ one: Step, _ other: Step) -> Bool {
    (one.at, one.rank.rawValue, one.reason.cause) < (other.at, other.rank.rawValue, other.reason.cause)
  }
}

extension Wallet {
  mutating func take(_ step: Step) throws(ArithmeticError) {
    switch step.action {
    case .refill(let amount, let cap, let origin):
      try refill(amount, cap: cap, origin: origin, step.reason)
    case .buy(let amount, let origin): try grant(amount, .purchased, origin: origin, step.reason)
    case .revoke(let origin, let returned, let paid):
      try revoke(origin: origin, returned: returned, of: paid, step.reason)
    case .freeze(let origin, let hold, let part, let whole):
      freeze(origin: origin, hold: hold, part: part, of: whole, step.reason)
    case .thaw(let origin, let hold): thaw(origin: origin, hold: hold, step.reason)
    }
  }
}
