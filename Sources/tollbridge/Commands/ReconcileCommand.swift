import ArgumentParser
import Billing
import Bridge
import Store

struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Fetch from the provider what the webhook never brought.",
    discussion: """
      A running service does it by itself, and at once when POST /v1/reconcile asks for it; this is for a store that \
      no service has open. Exit 69 when the provider cannot be asked.
      """)

  @Option(help: "From when on to ask: RFC 3339, a date or unix seconds. Default: where it ended the last time.")
  var since: Instant?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await Exit.guardingAsync {
      let settings = try options.settings()
      guard let provider = settings.provider else {
        throw ConfigurationError("There is nobody to ask: set STRIPE_SECRET_KEY.")
      }
      let catalog = try CatalogFile.load(settings.catalogPath)
      let store = try open(settings)
      let inbox = Inbox(store: store, catalog: catalog, carriesOut: true, now: Clock.now)
      let reconciler = Reconciler(
        inbox: inbox, store: store, client: provider.client(), deployment: settings.deployment, now: Clock.now)
      let report = try await reconciler.run(since: since)
      try store.close()
      Output.line(json ? try report.json() : report.text)
    }
  }

  private func open(_ settings: Settings) throws -> SQLiteStore {
    do { return try SQLiteStore(path: settings.store.path) } catch StoreError.locked(let why) {
      throw StoreError.locked("\(why) A service reconciles by itself; ask it at once by POST /v1/reconcile.")
    }
  }
}
