import ArgumentParser
import Bridge
import Store

struct IntentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intents", abstract: "What must still happen at the provider, and what came of the rest.",
    subcommands: [List.self, Retry.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The newest intents, filtered.")

    @Option(help: "pending, done, failed or given_up.")
    var status: String?

    @Option(help: "An account id.")
    var account: String?

    @Option(help: "How many, 1 to 1000.")
    var limit = 20

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
      guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
      if let status, !IntentListing.statuses.contains(status) {
        throw ValidationError("--status must be one of \(IntentListing.statuses.joined(separator: ", ")).")
      }
    }

    func run() throws {
      try Exit.guarding {
        let store = try SQLiteStore(path: options.settings().store.path, access: .readOnly)
        let intents = try IntentListing.list(store, status: status, account: account, limit: limit)
        if !json { Output.line(IntentListing.header) }
        for intent in intents { Output.line(json ? try intent.json() : intent.text) }
      }
    }
  }

  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take up again what failed or was given up; the service carries it out when it runs next.")

    @Argument(help: "The account's id.")
    var account: String

    @Argument(help: "The intent's id.")
    var intent: String

    @OptionGroup var options: StoreOptions

    func run() throws {
      try Exit.guarding {
        let store = try SQLiteStore(path: options.settings().store.path)
        let result = try IntentRetry.run(store, account: account, intent: intent, now: Clock.now())
        try store.close()
        switch result {
        case .taken: Output.line("\(intent) is pending; tollbridge serve carries it out")
        case .notFailed(let status): Output.line("\(intent) is \(status), not failed: nothing was taken up")
        case .unknown:
          Output.error("tollbridge: account \(account) has no intent \(intent).")
          throw ExitCode(Exit.finding)
        }
      }
    }
  }
}
