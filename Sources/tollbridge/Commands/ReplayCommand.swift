import ArgumentParser
import Billing
import Bridge
import Foundation
import Native
import Store
import Stripe

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Feed recorded payloads through the path that webhooks take.",
    discussion: """
      PATH is a file with one event, a folder, a .jsonl file with one a line, or - for .jsonl on standard input. A \
      recorded delivery {"headers": {…}, "body": "…"} is verified with the configured secrets. Without --store the \
      events go into an empty store in memory.
      """)

  @Argument(help: "Files, folders, .jsonl files, or -.")
  var paths: [String]

  @Option(help: "The store to feed, as in sqlite:./tollbridge.sqlite. Default: an empty one in memory.")
  var store: String?

  @Option(help: "A running service to post to instead, as in http://127.0.0.1:8080. Needs --secret.")
  var against: String?

  @Option(help: "The signing secret for --against and for recorded deliveries. Default: STRIPE_WEBHOOK_SECRET.")
  var secret: String?

  @Option(help: "Deliver in an order of chance, the same for the same number.")
  var shuffle: UInt64?

  @Flag(help: "Deliver everything twice.")
  var duplicate = false

  @Option(help: "Replay in so many orders of chance, or in all of them (up to 7 events), and compare the states.")
  var orders: String?

  @Option(help: "The catalogue file. Default: TOLLBRIDGE_CATALOG, else the example catalogue.")
  var catalog: String?

  @Option(help: "When the accounts are looked at: RFC 3339, a date or unix seconds. Default: the newest event's time.")
  var at: Instant?

  @Flag(help: "Print one JSON object.")
  var json = false

  private static let rejectionsShown = 10

  func run() throws {
    try Exit.guarding {
      let settings = try settings()
      if let against {
        try post(to: against, settings)
      } else if let orders {
        try prove(orders, settings)
      } else {
        try replay(settings)
      }
    }
  }

  private func settings() throws -> Settings {
    var settings = try Settings(ofProcessWith: secret)
    if let catalog { settings.catalogPath = catalog }
    return settings
  }

  private func replay(_ settings: Settings) throws {
    let location = try store.map { try StoreLocation($0) } ?? StoreLocation("sqlite::memory:")
    let store = try SQLiteStore(path: location.path)
    let replay = try Replay(
      store: store, catalog: try CatalogFile.load(settings.catalogPath), deployment: settings.deployment,
      secrets: settings.secrets, now: Clock.now)
    var rejected = 0
    let report = try replay.run(
      try payloads(), at: at,
      rejected: { why in
        rejected += 1
        if rejected <= Self.rejectionsShown { Output.error("rejected: \(why)") }
      }, progress: progress)
    if rejected > Self.rejectionsShown {
      Output.error("and \(rejected - Self.rejectionsShown) more. A .jsonl file and - take one whole event a line.")
    }
    if Terminal.showsProgress { Output.error("") }
    Output.line(json ? try report.json() : report.text)
    try store.close()
    if report.events.rejected > 0 { throw ExitCode(Exit.badData) }
    if report.events.failed > 0 { throw ExitCode(Exit.finding) }
  }

  private func prove(_ orders: String, _ settings: Settings) throws {
    guard let wanted = orders == "all" ? .all : Int(orders).flatMap({ $0 > 0 ? OrderProof.Orders.some($0) : nil })
    else {
      throw ValidationError("--orders takes a number from 1 on, or all.")
    }
    let catalog = try CatalogFile.load(settings.catalogPath)
    let recorded = try all()
    guard !recorded.isEmpty else { throw ValidationError("There is no event to be put in order.") }
    guard wanted != .all || recorded.count <= OrderProof.allMax else {
      throw ValidationError("\(recorded.count) events have too many orders; --orders all takes \(OrderProof.allMax).")
    }
    var (rejected, failed) = (Set<String>(), 0)
    let proof = OrderProof(recorded, isDoubled: duplicate) { order in
      let replay = try Replay(
        store: try SQLiteStore(path: nil), catalog: catalog, deployment: settings.deployment, secrets: settings.secrets,
        now: Clock.now)
      let report = try replay.run(order, at: at, rejected: { rejected.insert($0) }, progress: { _ in })
      failed = max(failed, report.events.failed)
      return report
    }
    let report = try proof.run(wanted, progress: progress)
    if Terminal.showsProgress { Output.error("") }
    for why in rejected.sorted().prefix(Self.rejectionsShown) { Output.error("rejected: \(why)") }
    if failed > 0 { Output.error("\(failed) events could not be decided.") }
    Output.line(json ? try report.json() : report.text)
    if !rejected.isEmpty { throw ExitCode(Exit.badData) }
    if failed > 0 || report.digests.count != 1 { throw ExitCode(Exit.finding) }
  }

  private func all() throws -> [RecordedPayload] {
    var recorded = try RecordedPayloads(paths: paths)
    return try recorded.rest()
  }

  /// What is to be delivered, one after the other: as it is read, or in the order that was asked for.
  private func payloads() throws -> () throws -> RecordedPayload? {
    guard shuffle != nil || duplicate else {
      var recorded = try RecordedPayloads(paths: paths)
      return { try recorded.next() }
    }
    var payloads = try all()
    if duplicate { payloads += payloads }
    if let shuffle {
      var generator = SeededGenerator(seed: shuffle)
      payloads.shuffle(using: &generator)
    }
    var rest = payloads.makeIterator()
    return { rest.next() }
  }

  private func progress(_ count: Int) {
    Output.progress("\(count) events")
  }

  private func post(to url: String, _ settings: Settings) throws {
    guard let signing = settings.secrets.first else {
      throw ConfigurationError("--against needs --secret or STRIPE_WEBHOOK_SECRET to sign with.")
    }
    let poster = WebhookPoster(url: url, secret: signing)
    var statuses: [Int: Int] = [:]
    var rejected = 0
    let next = try payloads()
    while let payload = try next() {
      do {
        let answer = try poster.post(payload, at: Clock.now())
        statuses[answer.status, default: 0] += 1
        let line = "\(answer.status) \(payload.name) \(answer.body)"
        if json { if answer.status != 200 { Output.error(line) } } else { Output.line(line) }
      } catch let error as JSONError {
        rejected += 1
        Output.error("rejected: \(payload.name): \(error)")
      }
    }
    let summary = statuses.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    if json { Output.line("{\"answers\":{\(summary.joined(separator: ","))}}") }
    if rejected > 0 { throw ExitCode(Exit.badData) }
    if statuses.keys.contains(where: { $0 != 200 }) { throw ExitCode(Exit.finding) }
  }
}
