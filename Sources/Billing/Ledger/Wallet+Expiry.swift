/// What ends by time alone: lots, and holds that nobody settled. Rules sections 3.5 and 3.6.
extension Wallet {
  /// When the next lot or hold ends; nil where nothing does.
  var nextExpiry: Instant? {
    // Lots lie in the order of spending, which begins with the soonest expiry.
    let lot = lots.first { $0.remaining > 0 }?.expiresAt
    return .earliest(lot, holds.values.lazy.map(\.expiresAt).min())
  }

  /// Ends what ends at `moment` or before: holds first, for what they reserved may end as well.
  mutating func expire(at moment: Instant) {
    for (id, _) in holds.filter({ $0.value.expiresAt <= moment }).sorted(by: { $0.key < $1.key }) {
      release(id, Reason(cause: "hold-expired:\(id)", at: moment, event: nil, note: .holdExpired))
    }
    for index in lots.indices {
      guard let end = lots[index].expiresAt, end <= moment, lots[index].remaining > 0 else { continue }
      let amount = lots[index].remaining
      lots[index].remaining = 0
      let cause = "expiry:\(lots[index].origin):\(end.seconds)"
      expire(amount, of: index, Reason(cause: cause, at: moment, event: nil, note: .expired(of: end)))
    }
  }
}
