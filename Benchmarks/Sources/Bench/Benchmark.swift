/// One whole run: load the servers in turn, then write and replay what came of it without HTTP.
struct Benchmark {
  private let plan: Plan
  private let scratch: Scratch
  private let source: EventSource

  init(plan: Plan, fixtures: String, scratch: Scratch) throws {
    self.plan = plan
    self.scratch = scratch
    source = EventSource(try Story(fixtures: fixtures))
  }

  func run() throws -> Report {
    let servers = try ServerPhase(plan: plan, scratch: scratch, source: source).run()
    let store = try StorePhase(plan: plan, scratch: scratch, source: source).run()
    guard store.storedCount >= servers.durableCount else {
      throw BenchError("tollbridge said 200 to \(servers.durableCount) webhooks, but stored \(store.storedCount)")
    }
    return Report(plan: plan, bodyByteCount: source.meanByteCount, servers: servers, store: store)
  }
}
