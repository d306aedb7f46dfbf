/// A moment in whole seconds since 1970-01-01T00:00:00Z, between the years 1970 and 9999.
package struct Instant: Hashable, Comparable, Sendable {
  /// 9999-12-31T23:59:59Z: what RFC 3339 can still write.
  package static let secondsMax: Int64 = 253_402_300_799
  package static let latest = Instant(clamping: secondsMax)

  package let seconds: Int64

  /// Nil outside the years 1970 to 9999.
  package init?(seconds: Int64) {
    guard (0...Self.secondsMax).contains(seconds) else { return nil }
    self.seconds = seconds
  }

  init(clamping seconds: Int64) { self.seconds = min(max(0, seconds), Self.secondsMax) }

  package static func < (one: Instant, other: Instant) -> Bool { one.seconds < other.seconds }

  /// This moment moved by `seconds`, kept within the years 1970 to 9999.
  package func adding(seconds other: Int64) -> Instant {
    let (sum, overflow) = seconds.addingReportingOverflow(other)
    return overflow ? (other > 0 ? .latest : Instant(clamping: 0)) : Instant(clamping: sum)
  }

  /// The earlier of two; nil is never.
  static func earliest(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }

  /// Seconds from `other` to this moment; never overflows in the range of the type.
  package func since(_ other: Instant) -> Int64 { seconds - other.seconds }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-01-31T00:00:00Z`.
  package var description: String {
    let time = seconds % CivilDay.secondsPerDay
    let clock = [time / 3600, time / 60 % 60, time % 60].map { String($0).leftPadded(to: 2) }
    return "\(day)T\(clock.joined(separator: ":"))Z"
  }

  /// The day in UTC, for people: `2026-01-31`.
  package var day: CivilDay { CivilDay(daysSince1970: seconds / CivilDay.secondsPerDay) }

  /// Reads RFC 3339 with a zone, a bare date (midnight UTC) or unix seconds.
  package init?(_ text: String) {
    if let seconds = Int64(text) {
      self.init(seconds: seconds)
      return
    }
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let day = CivilDay(String(halves[0])) else { return nil }
    var seconds = day.daysSince1970 * CivilDay.secondsPerDay
    if halves.count == 2 {
      guard let time = Self.secondsOfDay(halves[1]) else { return nil }
      seconds += time
    }
    self.init(seconds: seconds)
  }

  /// `HH:MM:SS` with `Z` or an offset, as seconds to add to midnight UTC.
  private static func secondsOfDay(_ text: Substring) -> Int64? {
    guard let zoneAt = text.firstIndex(where: { "Zz+-".contains($0) }) else { return nil }
    let time = text[..<zoneAt].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let zone = text[zoneAt...]
    guard zone.count > 1 else { return hour * 3600 + minute * 60 + second }
    let parts = zone.dropFirst().split(separator: ":").map { Int64($0) }
    guard parts.count == 2, let zoneHour = parts[0], let zoneMinute = parts[1],
      (0...23).contains(zoneHour), (0...59).contains(zoneMinute)
    else { return nil }
    let offset = (zoneHour * 3600 + zoneMinute * 60) * (zone.first == "-" ? -1 : 1)
    return hour * 3600 + minute * 60 + second - offset
  }
}

extension String {
  func leftPadded(to width: Int, with character: Character = "0") -> String {
    String(repeating: character, count: max(0, width - count)) + self
  }
}

extension Instant: Codable {
  /// Written as unix seconds, as Stripe does.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(clamping: try container.decode(Int64.self))
  }
}
