import Foundation
import Testing

@testable import Billing

@Suite("Moments, days and the refill calendar")
struct CalendarTests {
  @Test("Days count as Foundation's own calendar counts them, from 1970 to 2110")
  func days() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for number in stride(from: 0, to: 51_000, by: 1) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      let day = CivilDay(daysSince1970: Int64(number))
      #expect([day.year, day.month, day.day] == [parts.year, parts.month, parts.day].map { Int64($0 ?? 0) })
      #expect(day.daysSince1970 == Int64(number))
    }
  }

  @Test("An anchor on the 31st falls on short months' last day and returns to the 31st")
  func monthEnds() throws {
    let calendar = RefillCalendar(anchor: try #require(Instant("2027-12-31T10:00:00Z")), unit: .month)
    let days = (0...6).map { calendar.moment($0).description }
    #expect(
      days == [
        "2027-12-31T10:00:00Z", "2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z", "2028-03-31T10:00:00Z",
        "2028-04-30T10:00:00Z", "2028-05-31T10:00:00Z", "2028-06-30T10:00:00Z",
      ])
  }

  @Test("A leap day's year falls on 28 February and returns to the 29th")
  func leapYears() throws {
    let calendar = RefillCalendar(anchor: try #require(Instant("2028-02-29")), unit: .year)
    #expect(
      (0...4).map { calendar.moment($0).day.description } == [
        "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
      ])
  }

  @Test("What is due agrees with counting one by one", arguments: RefillUnit.allCases)
  func due(_ unit: RefillUnit) throws {
    for day in 1...31 {
      let anchor = try #require(Instant(seconds: 1_767_225_600 + Int64(day - 1) * 86_400 + 3723))
      let calendar = RefillCalendar(anchor: anchor, unit: unit)
      #expect(calendar.due(through: anchor.adding(seconds: -1)) == 0)
      for index in Int64(0)..<60 {
        let moment = calendar.moment(index)
        #expect(calendar.due(through: moment) == index + 1)
        #expect(calendar.due(through: moment.adding(seconds: -1)) == index)
      }
    }
  }

  @Test("Far moments neither trap nor hang", arguments: RefillUnit.allCases)
  func far(_ unit: RefillUnit) {
    let calendar = RefillCalendar(anchor: Instant(clamping: 0), unit: unit)
    #expect(calendar.due(through: .latest) > 0)
    #expect(calendar.moment(.max) <= .latest)
  }

  @Test(
    "Moments read back as they were written", arguments: [0, 951_782_399, 1_760_000_000, 253_402_300_799] as [Int64])
  func roundTrip(_ seconds: Int64) throws {
    let moment = try #require(Instant(seconds: seconds))
    #expect(Instant(moment.description) == moment)
  }

  @Test(
    "What is no moment is refused",
    arguments: [
      "", "x", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "-5", "2026-01-01T00:00:00", "2026-+1-01",
      "+026-01-01", "2026-01-01T00:00:00.soonZ", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+",
      "2026-01-01T00:00:00Z01:30", "2026-01-01T000:000:000Z", "2026-01-01T0:00:00Z", "2026-01-01T00:00:00+1:30",
      "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00++1:30", "2026-01-01T00:00Z", "2026-01-01T",
    ])
  func refused(_ text: String) { #expect(Instant(text) == nil) }

  @Test("Offsets are understood")
  func offsets() {
    #expect(Instant("2026-01-01T02:30:00+02:30") == Instant("2026-01-01T00:00:00Z"))
    #expect(Instant("2025-12-31t22:30:00.25-01:30") == Instant("2026-01-01T00:00:00z"))
  }
}
