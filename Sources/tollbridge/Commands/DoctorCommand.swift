import ArgumentParser
import Bridge

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what is in force and check settings, store, provider and webhook endpoint.",
    discussion:
      "Exit 0 when nothing fails, 1 when something does, 78 when the settings or the catalogue cannot be read.")

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var options: StoreOptions

  func run() async throws {
    try await Exit.guardingAsync {
      let settings = try options.settings()
      let doctor = Doctor(
        settings: settings, catalog: try CatalogFile.load(settings.catalogPath), client: settings.provider?.client(),
        now: Clock.now)
      let checkup = await doctor.checkup()
      Output.line(json ? try checkup.json() : checkup.text)
      if checkup.hasFailure { throw ExitCode(Exit.finding) }
    }
  }
}
