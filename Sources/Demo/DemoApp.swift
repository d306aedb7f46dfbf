internal import Hummingbird
internal import Logging
internal import Native
internal import ServiceLifecycle

/// An app that sells by Tollbridge, as small as one can be: it holds no rule and no data, and everything that it shows
/// and does is the service's HTTP API with a server key.
package actor DemoApp {
  private let host: String
  private let port: Int
  private let routes: DemoRoutes
  private let transport: CurlTransport
  private var group: ServiceGroup?
  private var running: Task<Void, Never>?

  /// - Parameters:
  ///   - port: 0 takes a free one; `start` says which.
  ///   - service: where Tollbridge answers, as `http://127.0.0.1:8080`.
  ///   - apiKey: one of its server keys.
  ///   - sandbox: where the stand-in for Stripe answers; nil where it is Stripe itself.
  package init(host: String = "127.0.0.1", port: Int = 0, service: String, apiKey: String, sandbox: String? = nil) {
    self.host = host
    self.port = port
    let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true, userAgent: "Tollbridge demo"))
    self.transport = transport
    routes = DemoRoutes(
      api: ServiceAPI(base: Self.trimmed(service), key: apiKey, transport: transport),
      standIn: sandbox.map { StandIn(base: Self.trimmed($0), transport: transport) },
      pages: DemoPages(service: Self.trimmed(service), standIn: sandbox.map(Self.trimmed)))
  }

  /// Listens, and returns the port. Whether the service is up plays no part in it.
  package func start() async throws -> Int {
    let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
    var logger = Logger(label: "demo")
    logger.logLevel = .error
    let application = Application(
      router: routes.router(), configuration: .init(address: .hostname(host, port: port)),
      onServerRunning: { channel in listening.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [.init(service: application)], logger: logger))
    self.group = group
    running = Task {
      do {
        try await group.run()
        listening.finish()
      } catch { listening.finish(throwing: error) }
    }
    for try await port in ports { return port }
    throw DemoError.stopped
  }

  /// Finishes what is under way and stops listening.
  package func stop() async {
    await group?.triggerGracefulShutdown()
    await transport.shutdown()
    await running?.value
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}

/// Why the demo did not come up.
package enum DemoError: Error {
  /// It was stopped before it listened.
  case stopped
}
