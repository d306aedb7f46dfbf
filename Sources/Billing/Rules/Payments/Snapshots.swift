/// Snapshots of one object in the order of what they say, never of arrival. Rules section 4.
enum Snapshots {
  struct Seen {
    let fact: Fact
    let subscription: Subscription

    var at: Instant { fact.occurredAt }
  }

  /// Orders by time; within one second by the object's own progress; then by what an event says stood before it. What
  /// is over comes last whatever its time, for it never comes back.
  static func ordered(_ snapshots: [Seen]) -> [Seen] {
    let sorted = snapshots.sorted { progress($0) < progress($1) }
    var ordered: [Seen] = []
    var index = sorted.startIndex
    while index < sorted.endIndex {
      let tie = sorted[index...].prefix { $0.moment == sorted[index].moment }
      ordered += course(Array(tie), after: ordered.last?.subscription) ?? chained(Array(tie))
      index = tie.endIndex
    }
    return ordered
  }

  private static func progress(_ seen: Seen) -> (Int, Int64, Int64, Int, String) {
    (
      seen.moment.over, seen.moment.at, seen.moment.periodStart,
      seen.fact.type.hasSuffix(".created") ? 0 : 1, seen.fact.event
    )
  }

  /// Snapshots of one second that are looked at together; more are chained alone.
  private static let courseMax = 6

  /// The order in which each snapshot follows from the one before it: what its event says stood before, stood there,
  /// and all else is as it was. Nil where there is no such order, or nothing to choose.
  private static func course(_ tie: [Seen], after start: Subscription?) -> [Seen]? {
    guard (2...courseMax).contains(tie.count) else { return nil }
    // With nothing known before, what says that nothing stood before it is the likelier first.
    let isFirst: (Int) -> Bool = { tie[$0].subscription.previous.isEmpty }
    let candidates =
      start == nil ? tie.indices.filter(isFirst) + tie.indices.filter { !isFirst($0) } : Array(tie.indices)
    for index in candidates where start.map({ follows(tie[index].subscription, $0) }) ?? true {
      var rest = tie
      let next = rest.remove(at: index)
      guard !rest.isEmpty else { return [next] }
      if rest.count == 1 {
        if follows(rest[0].subscription, next.subscription) { return [next, rest[0]] }
      } else if let others = course(rest, after: next.subscription) {
        return [next] + others
      }
    }
    return nil
  }

  private static func follows(_ other: Subscription, _ one: Subscription) -> Bool {
    // An event that says nothing of what stood before it may come after anything.
    guard !other.previous.isEmpty else { return true }
    let (before, after) = (one.said, other.said)
    return before.allSatisfy { key, value in (other.previous[key] ?? after[key]) == value }
  }

  /// Puts a snapshot before the one whose event says "before me stood this".
  private static func chained(_ tie: [Seen]) -> [Seen] {
    guard tie.count > 1 else { return tie }
    var rest = tie
    var ordered: [Seen] = []
    while !rest.isEmpty {
      let next = rest.indices.first { candidate in
        !rest.indices.contains { $0 != candidate && precedes(rest[$0].subscription, rest[candidate].subscription) }
      }
      ordered.append(rest.remove(at: next ?? 0))
    }
    return ordered
  }

  private static func precedes(_ one: Subscription, _ other: Subscription) -> Bool {
    stoodBefore(one, other) && !stoodBefore(other, one)
  }

  private static func stoodBefore(_ one: Subscription, _ other: Subscription) -> Bool {
    guard !other.previous.isEmpty else { return false }
    let said = one.said
    return other.previous.allSatisfy { said[$0.key] == $0.value }
  }
}

extension Snapshots.Seen {
  fileprivate struct Moment: Equatable {
    let over: Int
    let at: Int64
    let periodStart: Int64
  }

  fileprivate var moment: Moment {
    Moment(
      over: subscription.isOver ? 1 : 0, at: at.seconds, periodStart: subscription.periodStart?.seconds ?? 0)
  }
}
