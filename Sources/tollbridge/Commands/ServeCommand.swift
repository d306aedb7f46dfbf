import ArgumentParser
import Bridge

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the service.")

  func run() async throws {}
}
