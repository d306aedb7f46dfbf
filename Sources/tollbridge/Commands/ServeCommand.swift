import ArgumentParser
import Bridge
import Foundation
import Native

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the service.",
    discussion:
      "Configured by the environment: STRIPE_WEBHOOK_SECRET, DATABASE_URL, HOST, PORT and others; see the README.")

  func run() async throws {
    Memory.limitHeaps()
    try await Exit.guardingAsync {
      let settings = try Settings(
        environment: ProcessInfo.processInfo.environment, isInteractive: Terminal.isInteractive)
      guard settings.store.path != nil else {
        throw ConfigurationError("DATABASE_URL is sqlite::memory:, which keeps nothing; write sqlite:PATH.")
      }
      let logger = ServiceLog.logger(settings)
      let service = try BridgeService(settings: settings, logger: logger, now: Clock.now, onDiskFailure: Exit.failStop)
      try await service.run()
    }
  }
}
