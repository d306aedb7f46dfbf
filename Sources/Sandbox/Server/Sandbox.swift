/// The stand-in for Stripe: one world behind one actor, with its deliveries and its faults.
package actor Sandbox {
  package private(set) var world: World
  package private(set) var faults: FaultBook
  package nonisolated let courier: Courier
  let configuration: SandboxConfiguration
  /// How far the world's clock is ahead of the real one; nothing where it is frozen.
  private var offset: Int64?

  package init(_ configuration: SandboxConfiguration = SandboxConfiguration()) {
    self.configuration = configuration
    let real = configuration.unixTime()
    let start = configuration.startsAt ?? real
    var world = World(settings: configuration.settings, now: start)
    world.stock(configuration.goods)
    for endpoint in configuration.endpoints { world.add(endpoint) }
    self.world = world
    offset = configuration.isFrozen ? nil : start - real
    faults = FaultBook(seed: configuration.settings.seed)
    let relay = DeliveryRelay()
    courier = Courier(
      configuration.deliveries, sender: configuration.sender ?? BlockingSender(),
      allowsRemote: configuration.allowsRemoteDeliveries, unixTime: configuration.unixTime,
      onDelivered: { await relay.delivered($0, $1) })
    self.relay = relay
  }

  private let relay: DeliveryRelay

  /// Ties the courier's news to this world. Called once, when the sandbox starts.
  package func start(origin: String) async {
    world.origin = origin
    await relay.tie { [weak self] event, endpoint in await self?.note(event, endpoint) }
  }

  package func stop() async { await courier.stop() }

  private func note(_ event: String, _ endpoint: String) { world.delivered(event, to: endpoint) }

  /// Does something with the world at its time of now, and sends what it told.
  ///
  /// What moves the world's clock moves it for good.
  package func with<Result: Sendable>(_ work: @Sendable (inout World) throws -> Result) async rethrows -> Result {
    keepTime()
    let before = world.now
    defer {
      if let offset { self.offset = offset + (world.now - before) }
    }
    let result = try work(&world)
    await send()
    return result
  }

  /// Plays what is due by now.
  package func tick() async { await with { _ in } }

  /// Moves the clock forward by so many seconds, and plays everything that comes due in order.
  package func advance(by seconds: Int64) async {
    await with { world in
      let (target, overflow) = world.now.addingReportingOverflow(max(0, seconds))
      if !overflow { world.advance(to: target) }
    }
  }

  /// Moves the clock forward to a moment in unix seconds; never back.
  package func advance(to moment: Int64) async { await with { $0.advance(to: max(moment, $0.now)) } }

  package func add(_ rule: FaultRule) { faults.add(rule) }
  package func clearFaults() { faults.clear() }
  func take(for call: Call) -> Fault? { faults.take(for: call) }

  private func keepTime() {
    if let offset { world.advance(to: configuration.unixTime() + offset) }
  }

  private func send() async {
    let outgoing = world.outgoing
    world.outgoing = []
    if !outgoing.isEmpty { await courier.accept(outgoing) }
  }
}

/// Brings the courier's news to the sandbox, which is made after it.
private actor DeliveryRelay {
  private var receiver: (@Sendable (String, String) async -> Void)?

  func tie(_ receiver: @escaping @Sendable (String, String) async -> Void) { self.receiver = receiver }
  func delivered(_ event: String, _ endpoint: String) async { await receiver?(event, endpoint) }
}

extension World {
  /// Puts goods on the shelves without telling anybody.
  mutating func stock(_ goods: [Good]) {
    for good in goods {
      if self["product", good.productID] == nil { _ = newProduct(id: good.productID, name: good.name) }
      _ = newPrice(
        id: good.priceID, product: good.productID, amount: good.amount, currency: good.currency,
        recurring: good.interval.map { ($0, 1) }, lookupKey: good.lookupKey)
    }
  }

  /// An endpoint that is there without a request.
  package mutating func add(_ endpoint: SandboxConfiguration.Endpoint) {
    let secret = endpoint.secret ?? newID("whsec")
    keep([
      "id": .text(newID("we")), "object": "webhook_endpoint", "api_version": .text(endpoint.version.name),
      "application": nil, "created": .integer(now), "description": nil,
      "enabled_events": .array(endpoint.events.map(JSON.text)), "livemode": false, "metadata": [:],
      "status": "enabled", "url": .text(endpoint.url), "_secret": .text(secret),
    ])
  }
}
