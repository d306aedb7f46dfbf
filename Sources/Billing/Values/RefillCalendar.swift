/// The unit on which a plan refills. Rules section 3.1.
package enum RefillUnit: String, Sendable, Codable, CaseIterable {
  case day, month, year
}

/// The moments at which refills come due: the anchor and every unit after it.
///
/// Months and years are always counted from the anchor, never from the last refill, so the 31st falls on a short
/// month's last day and returns to the 31st. All in UTC.
package struct RefillCalendar: Sendable, Equatable {
  package let anchor: Instant
  package let unit: RefillUnit

  package init(anchor: Instant, unit: RefillUnit) {
    self.anchor = anchor
    self.unit = unit
  }

  /// The moment of refill `index`; the anchor itself is refill 0.
  package func moment(_ index: Int64) -> Instant {
    switch unit {
    case .day: anchor.adding(seconds: index.clamped(to: 0...4_000_000) * CivilDay.secondsPerDay)
    case .month: moved(months: index.clamped(to: 0...120_000))
    case .year: moved(months: index.clamped(to: 0...10_000) * 12)
    }
  }

  /// How many refills have come due in `anchor...moment`, in constant time. 0 before the anchor.
  package func due(through moment: Instant) -> Int64 {
    guard moment >= anchor else { return 0 }
    var index = estimate(moment)
    while self.moment(index) > moment { index -= 1 }
    while self.moment(index + 1) <= moment, self.moment(index + 1) > self.moment(index) { index += 1 }
    return index + 1
  }

  /// From the last refill that has come due by `moment` to the next one; the first before the anchor.
  func cycle(at moment: Instant) -> Range<Instant> {
    let index = max(0, due(through: moment) - 1)
    return self.moment(index)..<self.moment(index + 1)
  }

  private func estimate(_ moment: Instant) -> Int64 {
    let (from, to) = (anchor.day, moment.day)
    switch unit {
    case .day: return moment.since(anchor) / CivilDay.secondsPerDay
    case .month: return max(0, (to.year - from.year) * 12 + to.month - from.month)
    case .year: return max(0, to.year - from.year)
    }
  }

  private func moved(months: Int64) -> Instant {
    anchor.adding(months: months)
  }
}

extension Instant {
  /// The same time of day so many months later or, for less than 0, earlier; a day that the month lacks is its last.
  func adding(months: Int64) -> Instant {
    let time = seconds % CivilDay.secondsPerDay
    return Instant(clamping: day.adding(months: months).daysSince1970 * CivilDay.secondsPerDay + time)
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
