internal import Billing

/// An account as the interfaces show it: every member always there, `null` where there is nothing.
struct AccountView: Encodable {
  let state: AccountState

  private enum Keys: String, CodingKey {
    case plan, interval, status, balance, customer, subscription, period, checkouts
    case autoReload = "auto_reload"
    case scheduledChange = "scheduled_change"
    case pausedUntil = "paused_until"
    case cancelAt = "cancel_at"
    case nextRefill = "next_refill"
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    try members.encode(state.plan, forKey: .plan)
    try members.encode(state.interval, forKey: .interval)
    try members.encode(state.status, forKey: .status)
    try members.encode(state.balance, forKey: .balance)
    try members.encode(state.autoReload.map(AutoReloadView.init), forKey: .autoReload)
    try members.encode(state.scheduledChange.map(ScheduledChangeView.init), forKey: .scheduledChange)
    try members.encode(state.pausedUntil?.description, forKey: .pausedUntil)
    try members.encode(state.cancelAt?.description, forKey: .cancelAt)
    try members.encode(
      state.period.map { ["start": $0.start.description, "end": $0.end.description] }, forKey: .period)
    try members.encode(state.nextRefill.map(RefillView.init), forKey: .nextRefill)
    try members.encode(state.customer, forKey: .customer)
    try members.encode(state.subscription, forKey: .subscription)
    try members.encode(
      Dictionary(state.checkouts.map { ($0.id, $0.result.rawValue) }) { one, _ in one }, forKey: .checkouts)
  }

  private struct AutoReloadView: Encodable {
    let reload: AutoReload

    private enum Keys: String, CodingKey {
      case enabled, package, threshold
      case offReason = "off_reason"
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(reload.enabled, forKey: .enabled)
      try members.encode(reload.package, forKey: .package)
      try members.encode(reload.threshold, forKey: .threshold)
      try members.encode(reload.offReason, forKey: .offReason)
    }
  }

  private struct ScheduledChangeView: Encodable {
    let change: AccountState.ScheduledChange

    private enum Keys: String, CodingKey { case plan, interval, at }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(change.plan, forKey: .plan)
      try members.encode(change.interval, forKey: .interval)
      try members.encode(change.at.description, forKey: .at)
    }
  }

  private struct RefillView: Encodable {
    let refill: AccountState.Refill

    private enum Keys: String, CodingKey { case at, amount, status }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(refill.at.description, forKey: .at)
      try members.encode(refill.amount, forKey: .amount)
      try members.encode(refill.status.rawValue, forKey: .status)
    }
  }
}
