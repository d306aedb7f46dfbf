internal import Billing
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import ServiceLifecycle
internal import Store
internal import Stripe
internal import UnixSignals

/// The running service: the webhook endpoint and the routes beside it, the retries, and the way down.
package struct BridgeService {
  /// How long connections may finish after a signal to stop, in seconds.
  package static let drainSeconds: Int64 = 20

  /// One core is the writer's; more loops than are left would only take it from each other.
  private static var eventLoopCount: Int { max(1, System.coreCount - 1) }

  private let settings: Settings
  private let store: SQLiteStore
  private let inbox: Inbox
  private let ledgers: Ledgers
  private let client: StripeClient?
  private let logger: Logger
  private let now: @Sendable () -> Int64
  private let signatureClock: @Sendable () -> Int64

  /// Opens the store and makes everything ready; nothing listens yet.
  ///
  /// - Parameters:
  ///   - signatureClock: what the age of a webhook's signature is measured by; nil takes `now`. They differ only where
  ///     a stand-in's clock is moved.
  ///   - onDiskFailure: ends the process. Going on could lose what was promised, and drawing down in good order could
  ///     promise more. Called on any thread.
  /// - Throws: `StoreError`, `ConfigurationError`.
  package init(
    settings: Settings, logger: Logger, now: @escaping @Sendable () -> Int64,
    signatureClock: (@Sendable () -> Int64)? = nil, onDiskFailure: @escaping @Sendable (any Error) -> Void
  ) throws {
    self.settings = settings
    self.logger = logger
    self.now = now
    self.signatureClock = signatureClock ?? now
    let catalog = try CatalogFile.load(settings.catalogPath)
    store = try SQLiteStore(path: settings.store.path)
    client = settings.provider?.client()
    inbox = Inbox(
      store: store, catalog: catalog, carriesOut: client != nil, now: now,
      onFailure: { error in
        logger.error("a write failed; whoever waited for it is asked to send again", metadata: ["error": "\(error)"])
        if error.endsTheProcess { onDiskFailure(error) }
      })
    ledgers = Ledgers(store: store, catalog: catalog, recent: inbox.recent)
  }

  /// Listens until a signal says stop; then refuses new connections, finishes what is under way and closes the store.
  ///
  /// - Parameter onListening: told the port once the service answers.
  package func run(onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    warn()
    let readiness = Readiness()
    let provider = client.map { Provided(self, $0, readiness) }
    let registry = PrometheusRegistry()
    let hooks = try hooks(registry)
    let application = try application(registry, readiness, routes(registry, readiness, provider, hooks), onListening)
    let group = ServiceGroup(
      configuration: configured(
        ServiceGroupConfiguration(
          services: [
            .init(service: UpkeepService(inbox: inbox, logger: logger))
          ] + (provider?.services ?? []) + (hooks.map { [.init(service: $0)] } ?? []) + [
            .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
            .init(service: StopSignal(readiness: readiness)),
          ], gracefulShutdownSignals: [.sigint], logger: logger)))
    do {
      try await group.run()
    } catch {
      if let refusal = ListenRefusal(error, host: settings.host, port: settings.port) {
        throw ConfigurationError("\(refusal)")
      }
      throw error
    }
    try store.close()
    logger.info("stopped")
  }

  private func configured(_ configuration: ServiceGroupConfiguration) -> ServiceGroupConfiguration {
    var configuration = configuration
    configuration.maximumGracefulShutdownDuration = .seconds(Self.drainSeconds)
    configuration.maximumCancellationDuration = .seconds(5)
    return configuration
  }

  /// Nil where no endpoint of the app is configured.
  private func hooks(_ registry: PrometheusRegistry) throws -> HookService? {
    guard !settings.hooks.endpoints.isEmpty else { return nil }
    return try HookService(
      settings.hooks, inbox: inbox, messages: HookMessages(inbox: inbox, ledgers: ledgers, now: now),
      metrics: HookMetrics(factory: registry), logger: logger, clock: signatureClock)
  }

  private func application(
    _ registry: PrometheusRegistry, _ readiness: Readiness, _ routes: [Route],
    _ onListening: @escaping @Sendable (Int) -> Void
  ) throws -> some Hummingbird.ApplicationProtocol {
    let (directory, mailboxes) = (try directory(routes, registry), AnswerMailboxes())
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: ConnectionLimits.headerFieldBytesMax, maxHeaderListSize: ConnectionLimits.headerListBytesMax,
      maxHeaderFieldCount: ConnectionLimits.headerCountMax)
    let date = HTTPDate(now: now)
    // The server's own words at start say what ours say.
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return Application(
      router: unrouted(routes),
      server: HTTPServerBuilder { responder in
        let base = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: decoder))
        return ServiceChannel(base: base, directory: directory, mailboxes: mailboxes, date: date, readiness: readiness)
      },
      configuration: .init(address: .hostname(settings.host, port: settings.port), backlog: 1024),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        logger.info("listening", metadata: ["host": "\(settings.host)", "port": "\(port)"])
        onListening(port)
      },
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: Self.eventLoopCount)),
      logger: quiet)
  }

  /// Where requests go, by their heads.
  private func directory(_ routes: [Route], _ registry: PrometheusRegistry) throws -> Destination.Directory {
    let webhook = WebhookEndpoint(
      receiver: receiver, inbox: inbox, bodyBytesMax: settings.bodyBytesMax, metrics: ServiceMetrics(factory: registry),
      now: now, signatureClock: signatureClock
    ).destination
    let api = APIService(
      routes: routes, credentials: settings.credentials, cross: CrossOrigin(origins: settings.origins),
      metrics: RouteMetrics(factory: registry), logger: logger, now: now)
    let pages = try PageService(
      ledgers, origins: settings.origins, hasConsole: !settings.operatorKeys.isEmpty,
      moment: { [now] in Instant(seconds: now()) ?? .latest })
    return { head in
      if head.method == .POST, head.path == WebhookEndpoint.path { return webhook }
      return api.destination(for: head) ?? pages.destination(for: head)
    }
  }

  /// What no route has: another method, a path that there is not, a browser that asks before it sends.
  private func unrouted(_ routes: [Route]) -> Router<BasicRequestContext> {
    let router = Router()
    router.add(middleware: ProblemMiddleware(routes: routes, cross: CrossOrigin(origins: settings.origins)))
    return router
  }

  /// Every route, as it is without a provider and before it listens.
  var everyRoute: [Route] { routes(PrometheusRegistry(), Readiness(), nil, nil) }

  /// Every route that the service answers.
  private func routes(
    _ registry: PrometheusRegistry, _ readiness: Readiness, _ provider: Provided?, _ hooks: HookService?
  ) -> [Route] {
    let routes =
      ServiceRoutes(
        store: store, inbox: inbox, registry: registry, readiness: readiness, endpoints: settings.hooks.endpoints
      ).table
      + APIRoutes(
        inbox: inbox, ledgers: ledgers, verbs: provider?.verbs, results: provider?.results,
        reconciler: provider?.reconciler, hooks: hooks, origins: settings.origins, tokens: settings.credentials.tokens,
        publicURL: settings.publicURL, isStopping: { !readiness.accepts }, now: now
      ).table
    return routes + [OpenAPI.route(for: routes)]
  }

  /// What a connected provider brings with it.
  private struct Provided {
    let dispatcher: Dispatcher
    let verbs: Verbs
    let results: Results
    let reconciler: Reconciler
    let services: [ServiceGroupConfiguration.ServiceConfiguration]

    init(_ service: BridgeService, _ client: StripeClient, _ readiness: Readiness) {
      let (inbox, ledgers, now, deployment) = (service.inbox, service.ledgers, service.now, service.settings.deployment)
      dispatcher = Dispatcher(
        inbox: inbox, ledgers: ledgers, client: client, deployment: deployment, logger: service.logger, now: now)
      verbs = Verbs(inbox: inbox, dispatcher: dispatcher, client: client, ledgers: ledgers, now: now)
      results = Results(
        inbox: inbox, ledgers: ledgers, client: client, deployment: deployment, isStopping: { !readiness.accepts },
        now: now)
      reconciler = Reconciler(
        inbox: inbox, store: service.store, client: client, deployment: deployment, now: now)
      let timer = ReconcileService(
        reconciler: reconciler, interval: .seconds(service.settings.reconcileSeconds), logger: service.logger)
      services = [.init(service: dispatcher), .init(service: timer)]
    }
  }

  private var receiver: Receiver? {
    guard !settings.secrets.isEmpty else { return nil }
    let verifier = WebhookVerifier(secrets: settings.secrets, toleranceSeconds: settings.toleranceSeconds)
    return Receiver(verifier: verifier, deployment: settings.deployment)
  }

  private func warn() {
    if settings.secrets.isEmpty {
      logger.warning("no STRIPE_WEBHOOK_SECRET: webhooks are answered 503 until one is set")
    }
    if settings.credentials.isEmpty {
      logger.warning("no TOLLBRIDGE_API_KEYS, TOLLBRIDGE_OPERATOR_KEYS or tokens: the API answers 401 until one is set")
    }
    if settings.deployment.livemode == nil {
      logger.warning(
        "no STRIPE_SECRET_KEY: events of live and of test mode both count; set it so that one of them is ignored")
    }
  }
}
