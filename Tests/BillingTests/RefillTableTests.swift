import Foundation
import TestSupport
import Testing

@testable import Billing

@Suite("The refill calendar against an independent table")
struct RefillTableTests {
  private static func table() throws -> [Substring] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", Fixtures.root.appending(path: "Tests/Independent/refill_calendar.py").path,
    ]
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test("Every anchor day, 60 refills of each unit, over leap years, 2038 and 2100: no difference")
  func agrees() throws {
    let rows = try Self.table()
    #expect(rows.count > 40_000)
    var differences: [Substring] = []
    for row in rows {
      let words = row.split(separator: " ")
      guard words.count == 4, let unit = RefillUnit(rawValue: String(words[0])), let anchor = Instant(String(words[1])),
        let index = Int64(words[2])
      else {
        differences.append(row)
        continue
      }
      let calendar = RefillCalendar(anchor: anchor, unit: unit)
      let moment = calendar.moment(index)
      let isRight =
        moment.description == words[3] && calendar.due(through: moment) == index + 1
        && calendar.due(through: moment.adding(seconds: -1)) == index
      if !isRight { differences.append(row) }
    }
    #expect(differences.isEmpty, "\(differences.prefix(3))")
  }
}
