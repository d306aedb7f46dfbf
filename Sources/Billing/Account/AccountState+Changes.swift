extension AccountState {
  /// The names of the members in which this state differs from an earlier one, as the API writes them; all that say
  /// anything where there was none.
  package func changes(since earlier: AccountState?) -> [String] {
    let (one, other) = (earlier ?? .nothing, self)
    let differs: [(String, Bool)] = [
      ("plan", one.plan != other.plan), ("interval", one.interval != other.interval),
      ("status", one.status != other.status), ("balance", one.balance != other.balance),
      ("auto_reload", one.autoReload != other.autoReload),
      ("scheduled_change", one.scheduledChange != other.scheduledChange),
      ("paused_until", one.pausedUntil != other.pausedUntil), ("cancel_at", one.cancelAt != other.cancelAt),
      ("period", one.period != other.period), ("next_refill", one.nextRefill != other.nextRefill),
      ("customer", one.customer != other.customer), ("subscription", one.subscription != other.subscription),
      ("checkouts", one.checkouts != other.checkouts),
    ]
    return differs.filter(\.1).map(\.0)
  }

  /// An account that nobody has seen.
  private static let nothing = AccountState(
    plan: "", interval: nil, status: "", balance: .init(Wallet()), autoReload: nil, scheduledChange: nil,
    pausedUntil: nil, cancelAt: nil, period: nil, nextRefill: nil, customer: nil, subscription: nil, checkouts: [])
}
