import ArgumentParser
import Billing
import Bridge

struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "The catalogue of plans and packages.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Validate a catalogue file.")

    @Argument(help: "The file. Default: the catalogue in force.")
    var file: String?

    @OptionGroup var options: StoreOptions

    func run() throws {
      try Exit.guarding {
        let catalog = try CatalogFile.load(file ?? options.settings().catalogPath)
        Output.line("\(catalog.plans.count) plans and \(catalog.packages.count) packages: valid")
      }
    }
  }
}
