import ArgumentParser
import Billing
import Bridge

struct CatalogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "The catalogue of plans and packages.",
    subcommands: [Check.self, Diff.self, Push.self, Schema.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Validate a catalogue file: every problem with its place and what to write; exit 78 if there is one.")

    @Argument(help: "The file. Default: the catalogue in force.")
    var file: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var options: StoreOptions

    func run() throws {
      try Exit.guarding {
        let report = try CatalogReport(file ?? options.settings().catalogPath)
        Output.line(json ? try report.json() : report.text)
        if !report.problems.isEmpty { throw ExitCode(Exit.configuration) }
      }
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the JSON Schema of a catalogue file.")

    func run() { Output.line(CatalogFile.schema) }
  }
}
