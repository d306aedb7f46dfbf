import ArgumentParser
import Bridge
import Stripe

extension CatalogCommand {
  struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make at the provider what the catalogue sells: products, prices and coupons.",
      discussion: """
        What is there on the same terms stays; a price on other terms is made anew and takes the lookup key over, for \
        a price cannot be changed. Nothing is taken away, and it may be run again. Exit 1 where a person must settle \
        something.
        """)

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    @Flag(help: "Do it with a live key too.")
    var yes = false

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
      try await Exit.guardingAsync {
        let settings = try options.settings()
        guard let provider = settings.provider else {
          throw ConfigurationError("There is nobody to push to: set STRIPE_SECRET_KEY.")
        }
        guard !provider.key.isLive || dryRun || yes else {
          throw ValidationError("The key is live: see what --dry-run says, then push with --yes.")
        }
        let push = CatalogPush(try CatalogFile.load(settings.catalogPath), client: provider.client())
        let changes = try await push.changes()
        if !dryRun { try await push.apply(changes) }
        for change in changes { Output.line(json ? try change.json() : change.text) }
        if !json { Output.line(CatalogPush.summary(changes, isDone: !dryRun)) }
        if changes.contains(where: { $0.action == .conflict }) { throw ExitCode(Exit.finding) }
      }
    }
  }
}
