import ArgumentParser
import Bridge
import Foundation

/// The command line: one command a file, no rule in any of them.
@main
struct Tollbridge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tollbridge",
    abstract: "The bridge between Stripe and an app that sells subscriptions and credits.",
    version: Version.current,
    subcommands: [
      ServeCommand.self, DevCommand.self, TriggerCommand.self, ReplayCommand.self, BalanceCommand.self,
      ExplainCommand.self, EventsCommand.self,
      IntentsCommand.self, ReconcileCommand.self, VerifyCommand.self, DoctorCommand.self, SignCommand.self,
      TokenCommand.self, MigrateCommand.self, CatalogCommand.self, HealthCommand.self,
    ])
}
