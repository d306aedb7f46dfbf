import ArgumentParser
import Bridge

struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Ask the service on this machine whether it is ready; for container health checks."
  )

  @OptionGroup var options: StoreOptions

  func run() throws {
    try Exit.guarding {
      let settings = try options.settings()
      let host = settings.host == "0.0.0.0" ? "127.0.0.1" : settings.host
      guard try Health.isReady(host: host, port: settings.port) else {
        Output.error("tollbridge: the service is not ready.")
        throw ExitCode(Exit.finding)
      }
      Output.line("ready")
    }
  }
}
