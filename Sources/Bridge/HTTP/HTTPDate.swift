internal import Billing
internal import Synchronization

/// The `Date` field of answers, written once a second.
final class HTTPDate: Sendable {
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private let cached = Mutex<(second: Int64, text: String)>((-1, ""))
  private let now: @Sendable () -> Int64

  init(now: @escaping @Sendable () -> Int64) { self.now = now }

  var text: String {
    let second = now()
    return cached.withLock { cached in
      if cached.second != second { cached = (second, Self.text(second)) }
      return cached.text
    }
  }

  /// RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(_ second: Int64) -> String {
    let days = second / CivilDay.secondsPerDay
    let day = CivilDay(daysSince1970: days)
    let clock = [second / 3600 % 24, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
    let weekday = weekdays[Int(days % 7)]
    return "\(weekday), \(twoDigits(day.day)) \(months[Int(day.month) - 1]) \(day.year) \(clock) GMT"
  }

  /// The moment that such a text says; nil where it is in another form.
  static func instant(_ text: String) -> Instant? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    return Instant("\(parts[3])-\(twoDigits(Int64(month) + 1))-\(parts[1])T\(parts[4])Z")
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
