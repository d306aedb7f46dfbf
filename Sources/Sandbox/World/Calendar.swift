/// The calendar of billing, in unix seconds and UTC.
package enum BillingCalendar {
  package static let hour: Int64 = 3600
  package static let day: Int64 = 86_400

  /// `count` intervals after `anchor`: the same day of the month and time of day, or the month's last day where it
  /// has no such day. Counting from the anchor keeps the 31st: January 31st, February 28th, March 31st.
  package static func date(_ anchor: Int64, plus count: Int64, _ interval: String) -> Int64 {
    switch interval {
    case "day": return sum(anchor, count, day)
    case "week": return sum(anchor, count, 7 * day)
    case "year": return months(anchor, clamped(count) * 12)
    default: return months(anchor, clamped(count))
    }
  }

  /// The first date of `anchor`'s series after `moment`, and the one before it.
  package static func period(anchor: Int64, containing moment: Int64, _ count: Int64, _ interval: String)
    -> (start: Int64, end: Int64)
  {
    var index: Int64 = 0
    while index < 100_000, date(anchor, plus: (index + 1) * count, interval) <= moment { index += 1 }
    return (date(anchor, plus: index * count, interval), date(anchor, plus: (index + 1) * count, interval))
  }

  private static func clamped(_ count: Int64) -> Int64 { min(max(count, -12_000), 12_000) }

  private static func sum(_ anchor: Int64, _ count: Int64, _ unit: Int64) -> Int64 {
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    let (sum, overflowAgain) = anchor.addingReportingOverflow(product)
    return overflow || overflowAgain ? anchor : sum
  }

  private static func months(_ anchor: Int64, _ count: Int64) -> Int64 {
    let days = floorDivide(anchor, day)
    let civil = civil(days)
    let month = civil.year * 12 + (civil.month - 1) + count
    let year = floorDivide(month, 12)
    let monthOfYear = month - year * 12 + 1
    let last = self.days(year, monthOfYear == 12 ? 13 : monthOfYear + 1, 1) - self.days(year, monthOfYear, 1)
    return self.days(year, monthOfYear, min(civil.day, last)) * day + (anchor - days * day)
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((-value + by - 1) / by)
  }

  /// Days since 1970-01-01 of a date of the Gregorian calendar; month 13 is the next January.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month == 13 ? year + 1 : year
    let month = month == 13 ? 1 : month
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  /// "3 Mar 2026", for lines and pages.
  package static func words(_ moment: Int64) -> String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let date = civil(floorDivide(moment, day))
    return "\(date.day) \(names[Int(date.month - 1)]) \(date.year)"
  }
}
