import Foundation

/// What a run measured, as it is printed.
struct Report: Encodable {
  struct Store: Encodable {
    let rawEventsPerSecond: Double
    let rowsPerEvent: Double
    let replayEventsPerSecond: Double
    let replayInMemoryEventsPerSecond: Double
    let storedCount: Int
    let appliedCount: Int
  }

  struct Machine: Encodable {
    let coreCount: Int
    let hmacsPerSecond: Double
    let fsyncsPerSecond: Double
  }

  let connectionCount: Int
  let meanBodyByteCount: Int
  let machine: Machine
  let bare: LoadFigures
  let obvious: LoadFigures
  let tollbridge: LoadFigures
  let firstDurableMilliseconds: Double
  let residentMegabytes: Double
  let store: Store
  let targets: [Target]

  init(plan: Plan, bodyByteCount: Int, servers: ServerFigures, store: StoreFigures) {
    connectionCount = plan.connectionCount
    meanBodyByteCount = bodyByteCount
    machine = Machine(
      coreCount: ProcessInfo.processInfo.activeProcessorCount, hmacsPerSecond: servers.hmacsPerSecond,
      fsyncsPerSecond: servers.fsyncsPerSecond)
    bare = servers.bare
    obvious = servers.obvious
    tollbridge = servers.tollbridge
    firstDurableMilliseconds = servers.firstDurableMilliseconds
    residentMegabytes = servers.residentMegabytes
    self.store = Store(
      rawEventsPerSecond: store.rawEventsPerSecond, rowsPerEvent: store.rowsPerEvent,
      replayEventsPerSecond: store.replayEventsPerSecond,
      replayInMemoryEventsPerSecond: store.replayInMemoryEventsPerSecond, storedCount: store.storedCount,
      appliedCount: store.appliedCount)
    targets = Self.targets(servers, store)
  }

  private static func targets(_ servers: ServerFigures, _ store: StoreFigures) -> [Target] {
    let rate = servers.tollbridge.requestsPerSecond
    let cpuRatio = servers.tollbridge.cpuMicroseconds / servers.bare.cpuMicroseconds
    return [
      Target("events/s over raw group commit", rate / store.rawEventsPerSecond, .atLeast, 0.55),
      Target("events/s over the obvious server", rate / servers.obvious.requestsPerSecond, .atLeast, 3),
      Target("CPU per durable webhook over bare's per request", cpuRatio, .atMost, 1.6),
      Target("replayed into a file, events/s", store.replayEventsPerSecond, .atLeast, 10_000),
      Target("resident memory, MB", servers.residentMegabytes, .below, 60),
      Target("first durable 200, ms", servers.firstDurableMilliseconds, .atMost, 100),
    ]
  }

  /// One object, keys in snake case and sorted.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension ServerFigures {
  /// Millions of bytes.
  fileprivate var residentMegabytes: Double { Double(residentByteCount) / 1e6 }
}
