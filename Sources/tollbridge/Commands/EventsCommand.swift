import ArgumentParser
import Bridge
import Foundation
import Store
import Stripe

struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "The inbox: what was received and what became of it.",
    subcommands: [List.self, Show.self, Retry.self, Read.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The newest events, filtered.")

    @Option(help: "applied, ignored, parked, quarantined or failed.")
    var status: String?

    @Option(help: "An event type, as in invoice.paid.")
    var type: String?

    @Option(help: "An account id.")
    var account: String?

    @Option(help: "How many, 1 to 1000.")
    var limit = 20

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
      guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
      let statuses = ["applied", "ignored", "parked", "quarantined", "failed"]
      if let status, !statuses.contains(status) {
        throw ValidationError("--status must be one of \(statuses.joined(separator: ", ")).")
      }
    }

    func run() throws {
      try Exit.guarding {
        let store = try SQLiteStore(path: options.settings().store.path, access: .readOnly)
        let events = try EventListing.list(store, status: status, type: type, account: account, limit: limit)
        if !json { Output.line(EventListing.header) }
        for event in events {
          Output.line(json ? try event.json() : event.text)
        }
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One event whole, with its bytes.")

    @Argument(help: "The event's id, evt_….")
    var id: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var options: StoreOptions

    func run() throws {
      try Exit.guarding {
        let store = try SQLiteStore(path: options.settings().store.path, access: .readOnly)
        guard let event = try EventListing.show(store, id) else {
          Output.error("tollbridge: no event \(id) is stored.")
          throw ExitCode(Exit.finding)
        }
        Output.line(json ? try event.json() : event.text)
      }
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide a failed event again. The service must not be running on the same store: it retries by itself.")

    @Argument(help: "The event's id, evt_….")
    var id: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
      try await Exit.guardingAsync {
        let settings = try options.settings()
        let store = try SQLiteStore(path: settings.store.path)
        let ledgers = Ledgers(store: store, catalog: try CatalogFile.load(settings.catalogPath))
        let inbox = Inbox(store: store, catalog: ledgers.catalog, now: Clock.now)
        guard let retry = try await EventRetry.run(id, ledgers, inbox) else {
          Output.error("tollbridge: no event \(id) is stored.")
          throw ExitCode(Exit.finding)
        }
        Output.line(retry.text)
        try store.close()
        if retry.status == "failed" { throw ExitCode(Exit.finding) }
      }
    }
  }

  struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What is read in a payload before attribution: one JSON line an event.")

    @Argument(help: "Files, folders, .jsonl files, or -.")
    var paths: [String]

    @Flag(help: "Print JSON, which it always does.")
    var json = false

    func run() throws {
      try Exit.guarding {
        var isWhole = true
        var recorded = try RecordedPayloads(paths: paths)
        while let payload = try recorded.next() {
          do {
            Output.line(try EventReading(payload.readableBody()).json())
          } catch {
            isWhole = false
            Output.error("\(payload.name): \(error)")
          }
        }
        if !isWhole { throw ExitCode(Exit.badData) }
      }
    }
  }
}
