/// What makes one posting of the ledger: the cause that moved credits, and between which pools.
package struct PostingKey: Hashable, Sendable, Comparable {
  package let cause: String
  package let from: Pool
  package let to: Pool

  package init(cause: String, from: Pool, to: Pool) {
    self.cause = cause
    self.from = from
    self.to = to
  }

  package static func < (one: PostingKey, other: PostingKey) -> Bool {
    (one.cause, one.from.rawValue, one.to.rawValue) < (other.cause, other.from.rawValue, other.to.rawValue)
  }
}

/// The entries that bring a ledger from what is booked to what the fold says, by appending alone.
///
/// In order of events the two agree and only what is new is appended. After a late fact the difference is appended:
/// more of a posting as a further entry, less of it as an entry the other way.
package enum Settlement {
  /// - Parameters:
  ///   - booked: what is booked, summed by posting.
  ///   - settledAt: the time that entries which take something back carry.
  package static func entries(
    booked raw: [PostingKey: Credits], folded: [Movement], settledAt: Instant
  ) -> [Movement] {
    let booked = net(raw)
    var wanted: [PostingKey: Credits] = [:]
    var entries: [Movement] = []
    for movement in folded {
      let key = PostingKey(cause: movement.cause, from: movement.from, to: movement.to)
      let before = wanted[key] ?? 0
      wanted[key] = before + movement.amount
      let missing = min(movement.amount, before + movement.amount - (booked[key] ?? 0))
      if missing > 0 { entries.append(movement.with(amount: missing)) }
    }
    return entries + reversals(booked, wanted, settledAt)
  }

  /// What is booked either way of one posting, set off: an entry that took back leaves the rest.
  private static func net(_ raw: [PostingKey: Credits]) -> [PostingKey: Credits] {
    var net: [PostingKey: Credits] = [:]
    for (key, amount) in raw {
      let back = raw[PostingKey(cause: key.cause, from: key.to, to: key.from)] ?? 0
      if amount > back { net[key] = amount - back }
    }
    return net
  }

  private static func reversals(
    _ booked: [PostingKey: Credits], _ wanted: [PostingKey: Credits], _ settledAt: Instant
  ) -> [Movement] {
    booked.keys.sorted().compactMap { key in
      let surplus = (booked[key] ?? 0) - (wanted[key] ?? 0)
      guard surplus > 0 else { return nil }
      return Movement(
        cause: key.cause, from: key.to, to: key.from, amount: surplus, effectiveAt: settledAt, event: nil,
        note: .takenBack)
    }
  }
}

extension Movement {
  func with(amount: Credits) -> Movement {
    Movement(
      cause: cause, from: from, to: to, amount: amount, effectiveAt: effectiveAt, event: event, note: note)
  }
}
