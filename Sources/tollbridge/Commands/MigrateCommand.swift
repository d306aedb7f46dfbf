import ArgumentParser
import Bridge
import Store

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the store's schema up to date. The service does it by itself at start.")

  @OptionGroup var options: StoreOptions

  func run() throws {
    try Exit.guarding {
      let store = try SQLiteStore(path: options.settings().store.path)
      try store.close()
      Output.line("The schema is up to date.")
    }
  }
}
