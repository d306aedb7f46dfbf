import Foundation

/// The report for people.
extension Report {
  func table() -> String {
    let blocks = [conditions, serverRows, figureRows, targetRows]
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var conditions: [String] {
    [
      "\(connectionCount) connections on loopback, bodies of \(meanBodyByteCount) bytes on average, "
        + "\(machine.coreCount) cores; medians of \(Plan.roundCount) rounds"
    ]
  }

  private var serverRows: [String] {
    let head = Column.row("server", ["requests/s", "p50 ms", "p99 ms", "CPU us/request", "requests"])
    return [head, row("bare", bare), row("obvious", obvious), row("tollbridge", tollbridge)]
  }

  private func row(_ name: String, _ figures: LoadFigures) -> String {
    Column.row(
      name,
      [
        Column.number(figures.requestsPerSecond), Column.number(figures.p50Milliseconds, 2),
        Column.number(figures.p99Milliseconds, 2), Column.number(figures.cpuMicroseconds, 1),
        Column.number(Double(figures.answeredCount)),
      ])
  }

  private var figureRows: [String] {
    let rowsPerEvent = Column.number(store.rowsPerEvent, 1)
    let storedCount = Column.number(Double(store.storedCount))
    let figures: [(String, String)] = [
      ("HMAC-SHA256 of such a body, one thread, /s", Column.number(machine.hmacsPerSecond)),
      ("append 4 KiB + fdatasync, /s", Column.number(machine.fsyncsPerSecond)),
      ("raw group commit, \(rowsPerEvent) rows an event, events/s", Column.number(store.rawEventsPerSecond)),
      ("replay into a file, events/s", Column.number(store.replayEventsPerSecond)),
      ("replay in memory, events/s", Column.number(store.replayInMemoryEventsPerSecond)),
      ("spawn to first durable 200, ms", Column.number(firstDurableMilliseconds, 1)),
      ("resident memory with \(storedCount) events stored, MB", Column.number(residentMegabytes, 1)),
      ("of these events applied", Column.number(Double(store.appliedCount))),
    ]
    return figures.map { name, figure in Column.row(name, [figure], nameWidth: Column.nameWidth) }
  }

  private var targetRows: [String] {
    [Column.row("target", ["bound", "measured"], nameWidth: Column.nameWidth)] + targets.map { row($0) }
  }

  private func row(_ target: Target) -> String {
    let bound = "\(target.relation.rawValue) \(Column.short(target.bound))"
    let cells = [bound, Column.short(target.measured)]
    return Column.row(target.name, cells, nameWidth: Column.nameWidth) + (target.isMet ? "  met" : "  missed")
  }
}

/// Columns of text.
private enum Column {
  static let nameWidth = 52
  static let width = 16

  static func row(_ name: String, _ cells: [String], nameWidth: Int = 12) -> String {
    name + blanks(nameWidth - name.count) + cells.map { blanks(width - $0.count) + $0 }.joined()
  }

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// Large figures whole, small ones with two places.
  static func short(_ value: Double) -> String { number(value, value < 1000 ? 2 : 0) }

  /// A figure with so many places behind the point, and a comma between thousands.
  static func number(_ value: Double, _ places: Int = 0) -> String {
    let parts = String(format: "%.\(places)f", value).split(separator: ".")
    var whole = ""
    for (offset, digit) in parts[0].reversed().enumerated() {
      if offset > 0, offset.isMultiple(of: 3) { whole.append(",") }
      whole.append(digit)
    }
    let grouped = String(whole.reversed())
    return parts.count > 1 ? "\(grouped).\(parts[1])" : grouped
  }
}
