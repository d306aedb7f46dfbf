/// What the first half of a run measured.
struct ServerFigures {
  let bare: LoadFigures
  let obvious: LoadFigures
  let tollbridge: LoadFigures
  let firstDurableMilliseconds: Double
  let residentByteCount: Int
  /// Webhooks that tollbridge answered with 200 on the store that is looked at afterwards.
  let durableCount: Int
  let hmacsPerSecond: Double
  let fsyncsPerSecond: Double
}

/// Loads the three servers in turn, round by round, with the two probes of the machine between them.
struct ServerPhase {
  private struct Round {
    let bare: LoadFigures
    let obvious: LoadFigures
    let tollbridge: LoadFigures
    let hmacsPerSecond: Double
    let fsyncsPerSecond: Double
  }

  private let plan: Plan
  private let scratch: Scratch
  private let source: EventSource
  private let load = LoadGenerator()

  init(plan: Plan, scratch: Scratch, source: EventSource) {
    self.plan = plan
    self.scratch = scratch
    self.source = source
  }

  func run() throws -> ServerFigures {
    defer { load.stop() }
    let starter = ServerStarter(load: load, source: source, scratch: scratch)
    note("starting the servers")
    let bare = try starter.startOurs(["bare"])
    let obvious = try starter.startOurs(["obvious", "--database", scratch.path("obvious.sqlite")])
    let starts = try startTimes(starter)
    let tollbridge = try starter.startTollbridge(plan.program, database: Scratch.storeName)
    var rounds: [Round] = []
    for number in 1...Plan.roundCount { rounds.append(try round(number, bare, obvious, tollbridge)) }
    bare.child.stop()
    obvious.child.stop()
    let durableCount = try fill(tollbridge, rounds.reduce(1) { $0 + $1.tollbridge.answeredCount })
    let residentByteCount = try ProcessFigures.residentByteCount(tollbridge.child.pid)
    tollbridge.child.stop()
    return ServerFigures(
      bare: .median(rounds.map(\.bare)), obvious: .median(rounds.map(\.obvious)),
      tollbridge: .median(rounds.map(\.tollbridge)),
      firstDurableMilliseconds: median(starts + [tollbridge.firstAnswerMilliseconds]),
      residentByteCount: residentByteCount, durableCount: durableCount,
      hmacsPerSecond: median(rounds.map(\.hmacsPerSecond)), fsyncsPerSecond: median(rounds.map(\.fsyncsPerSecond)))
  }

  /// How long tollbridge took to its first durable 200, each time with a new store; one start is still to come.
  private func startTimes(_ starter: ServerStarter) throws -> [Double] {
    try (1..<Plan.roundCount).map { number in
      let server = try starter.startTollbridge(plan.program, database: "start-\(number).sqlite")
      server.child.stop()
      return server.firstAnswerMilliseconds
    }
  }

  private func round(_ number: Int, _ bare: Server, _ obvious: Server, _ tollbridge: Server) throws -> Round {
    note("round \(number) of \(Plan.roundCount): bare, obvious, tollbridge, HMAC, fdatasync")
    let requests = source.requests(plan.eventCount)
    return Round(
      bare: try bare.figures(under: load, requests, plan),
      obvious: try obvious.figures(under: load, requests, plan),
      tollbridge: try tollbridge.figures(under: load, requests, plan),
      hmacsPerSecond: MachineProbes.hmacsPerSecond(of: source.bodies(1000)),
      fsyncsPerSecond: try MachineProbes.fsyncsPerSecond(path: scratch.path("append-\(number)")))
  }

  /// Posts on until as many events are stored as are asked for. How many there are then.
  private func fill(_ server: Server, _ durableCount: Int) throws -> Int {
    var count = durableCount
    while count < plan.storedCount {
      note("filling the store: \(count) of \(plan.storedCount) events")
      let requests = source.requests(min(plan.eventCount, plan.storedCount - count))
      count += try load.run(
        requests, port: server.port, connectionCount: plan.connectionCount, seconds: 60
      ).answeredCount
    }
    return count
  }
}
