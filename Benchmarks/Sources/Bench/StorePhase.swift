/// What the second half of a run measured.
struct StoreFigures {
  let rawEventsPerSecond: Double
  let rowsPerEvent: Double
  let replayEventsPerSecond: Double
  let replayInMemoryEventsPerSecond: Double
  /// Events in the store that tollbridge wrote under load, and how many of them it applied.
  let storedCount: Int
  let appliedCount: Int
}

/// Writes the rows again that tollbridge wrote, and lets it replay events, round by round.
struct StorePhase {
  let plan: Plan
  let scratch: Scratch
  let source: EventSource

  func run() throws -> StoreFigures {
    note("reading what tollbridge wrote")
    let recorded = try RecordedRows(path: scratch.path(Scratch.storeName), limit: plan.eventCount)
    let replay = Replay(program: plan.program, file: scratch.path("events.jsonl"))
    try Replay.write(source.bodies(plan.eventCount), to: replay.file)
    var raw: [Double] = []
    var onDisk: [Double] = []
    var inMemory: [Double] = []
    for number in 1...Plan.roundCount {
      note("round \(number) of \(Plan.roundCount): raw group commit, replay into a file, replay in memory")
      raw.append(try rawEventsPerSecond(recorded))
      onDisk.append(try eventsPerSecond(replay, database: "replay.sqlite"))
      inMemory.append(try eventsPerSecond(replay, database: nil))
    }
    return StoreFigures(
      rawEventsPerSecond: median(raw), rowsPerEvent: recorded.rowsPerEvent, replayEventsPerSecond: median(onDisk),
      replayInMemoryEventsPerSecond: median(inMemory), storedCount: recorded.storedCount,
      appliedCount: recorded.appliedCount)
  }

  private func rawEventsPerSecond(_ recorded: RecordedRows) throws -> Double {
    defer { scratch.removeDatabase("raw.sqlite") }
    return try GroupCommit(recorded: recorded).eventsPerSecond(path: scratch.path("raw.sqlite"))
  }

  /// - Parameter database: a fresh file to feed; nil for a store in memory.
  private func eventsPerSecond(_ replay: Replay, database: String?) throws -> Double {
    defer { if let database { scratch.removeDatabase(database) } }
    let outcome = try replay.run(store: database.map { scratch.path($0) }, output: scratch.path("replay.json"))
    guard outcome.events.applied > 0, outcome.events.duplicate == 0 else {
      throw BenchError("the replay applied \(outcome.events.applied) events and met \(outcome.events.duplicate) twice")
    }
    return outcome.eventsPerSecond
  }
}
