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
    let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" }
    guard let day = CivilDay(String(halves[0])) else { return nil }
    var seconds = day.daysSince1970 * CivilDay.secondsPerDay
    if halves.count == 2 {
      guard let time = Self.secondsOfDay(halves[1]) else { return nil }
      seconds += time
    }
    self.init(seconds: seconds)
  }

  /// `HH:MM:SS`, perhaps a fraction, with `Z` or an offset, as seconds to add to midnight UTC.
  private static func secondsOfDay(_ text: Substring) -> Int64? {
    guard let zoneAt = text.firstIndex(where: { "Zz+-".contains($0) }) else { return nil }
    let time = text[..<zoneAt].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = time.dropFirst().first ?? "0"
    guard let clock = twoDigits(time[0]), clock.count == 3, clock[0] <= 23, clock[1] <= 59, clock[2] <= 60,
      !fraction.isEmpty, fraction.utf8.allSatisfy(\.isDigit), let offset = offset(text[zoneAt...])
    else { return nil }
    return clock[0] * 3600 + clock[1] * 60 + clock[2] - offset
  }

  /// `Z`, or `+HH:MM` and `-HH:MM`, as seconds east of UTC.
  private static func offset(_ zone: Substring) -> Int64? {
    if zone == "Z" || zone == "z" { return 0 }
    guard let sign = zone.first, sign == "+" || sign == "-", let clock = twoDigits(zone.dropFirst()), clock.count == 2,
      clock[0] <= 23, clock[1] <= 59
    else { return nil }
    return (clock[0] * 3600 + clock[1] * 60) * (sign == "-" ? -1 : 1)
  }

  /// Numbers of two digits each with colons between them.
  private static func twoDigits(_ text: Substring) -> [Int64]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }) else { return nil }
    return parts.compactMap { Int64($0) }
  }
}

extension UInt8 {
  /// Whether it is one of `0` to `9` in UTF-8.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
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
