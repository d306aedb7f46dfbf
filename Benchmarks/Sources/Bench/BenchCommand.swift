import ArgumentParser

/// The command line: `bench` measures; the two servers that it compares with are hidden subcommands.
@main
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures a release build of tollbridge beside what it could at best and would at worst be.",
    subcommands: [
      MeasureCommand.self, APICommand.self, IdleCommand.self, TransportCommand.self, BareCommand.self,
      ObviousCommand.self,
    ],
    defaultSubcommand: MeasureCommand.self)
}
