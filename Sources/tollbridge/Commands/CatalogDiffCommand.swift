import ArgumentParser
import Billing
import Bridge
import Foundation
import Native

extension CatalogCommand {
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a catalogue file would change, at the provider and for every account; exit 1 if anything.",
      discussion: """
        Pushing FILE is compared with what the provider has, where a key is set. Every account of the store is folded \
        under the catalogue in force and under FILE; those whose plan, interval, status or balance differ are listed.
        """)

    @Argument(help: "The file. Default: the catalogue in force, for which the provider alone is asked.")
    var file: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
      try await Exit.guardingAsync {
        let settings = try options.settings()
        let other = try CatalogFile.load(file ?? settings.catalogPath)
        let push = settings.provider.map { CatalogPush(other, client: $0.client()) }
        let diff = try CatalogDiff(
          file == nil ? nil : try options.ledgers(), under: other, at: Instant(seconds: Clock.now()) ?? .latest,
          provider: try await push?.changes()
        ) { count in
          Output.progress("\(count) accounts")
        }
        Output.line(json ? try diff.json() : diff.text)
        if !diff.isEmpty { throw ExitCode(Exit.finding) }
      }
    }
  }
}
