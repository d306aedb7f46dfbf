import ArgumentParser
import Bridge
import Demo
import Foundation
import Native
import Sandbox
import Store
import Stripe

struct DevCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Run everything on this machine: the service, a stand-in for Stripe, and a demo app to click in.",
    discussion: "No network and no Stripe account is needed, and no money moves. Ctrl-C ends it.")

  @Option(help: "The service's port; the stand-in and the demo app take the two after it, or the next free ones.")
  var port = 8080

  func validate() throws {
    guard (1...65_000).contains(port) else { throw ValidationError("--port must be 1 to 65,000.") }
  }

  @Option(help: "A store to keep, as in sqlite:./dev.sqlite; the stand-in itself forgets. Default: gone with this run.")
  var store: String?

  @Option(help: "The catalogue file. Default: the example catalogue.")
  var catalog: String?

  @Flag(help: "End after the main job was shown.")
  var once = false

  func run() async throws {
    Memory.limitHeaps()
    try await Exit.guardingAsync {
      let folder = FileManager.default.temporaryDirectory.appending(path: "tollbridge-dev-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let environment = DevEnvironment(
        ports: .init(service: port, stripe: port + 1, app: port + 2),
        store: store ?? "sqlite:\(folder.path)/dev.sqlite")
      try await Self.run(environment, catalog: catalog, once: once)
    }
  }

  private static func run(_ environment: DevEnvironment, catalog: String?, once: Bool) async throws {
    let settings = try environment.settings(catalog: catalog)
    var configuration = SandboxConfiguration()
    configuration.goods = []
    // A store that is kept must not see the ids of an earlier run again.
    configuration.settings.seed = .random(in: .min ... .max)
    let stripe = SandboxServer(port: environment.ports.stripe, configuration: configuration)
    _ = try await stripe.start()
    try await push(settings)
    let clock = stripe.sandbox.clock
    let service = try BridgeService(
      settings: settings, logger: ServiceLog.logger(settings), now: { clock.now }, signatureClock: Clock.now,
      onDiskFailure: Exit.failStop)
    let app = DemoApp(
      port: environment.ports.app, service: environment.serviceURL, apiKey: environment.apiKey,
      sandbox: environment.stripeURL)
    try await service.run { _ in
      Task {
        await stripe.sandbox.with { world in
          world.add(.init(url: environment.serviceURL + "/webhooks/stripe", secret: environment.webhookSecret))
        }
        do {
          _ = try await app.start()
          let store = try SQLiteStore(path: settings.store.path, access: .readOnly)
          let ledgers = Ledgers(store: store, catalog: try CatalogFile.load(settings.catalogPath))
          Output.line(try await DevTour(sandbox: stripe.sandbox, ledgers: ledgers).run())
        } catch { Output.error("tollbridge: \(error)") }
        Output.line(DevBanner.whereItIs(environment))
        if once { return ProcessSignal.interrupt() }
        Output.line(DevBanner.whatToTry(environment, program: CommandLine.arguments[0]))
      }
    }
    await app.stop()
    await stripe.stop()
  }

  /// Makes at the stand-in what the catalogue sells, as it is done at the provider.
  private static func push(_ settings: Settings) async throws {
    guard let provider = settings.provider else { return }
    let push = CatalogPush(try CatalogFile.load(settings.catalogPath), client: provider.client())
    try await push.apply(try await push.changes())
  }
}
