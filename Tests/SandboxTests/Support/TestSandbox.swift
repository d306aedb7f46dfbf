import Sandbox

/// A receiver in memory: it takes what it is told to take.
actor Mailbox: WebhookSender {
  struct Letter: Sendable {
    let body: [UInt8]
    let url: String
    let signature: String
    var json: JSON { JSON(reading: body) ?? .null }
  }

  private(set) var letters: [Letter] = []
  private var refusals: Int

  init(refusing refusals: Int = 0) { self.refusals = refusals }

  func post(_ body: [UInt8], to url: String, signature: String) async -> Int? {
    guard refusals == 0 else {
      refusals -= 1
      return 500
    }
    letters.append(Letter(body: body, url: url, signature: signature))
    return 200
  }
}

/// A frozen world of the first days of 2026, and the mailbox of one endpoint.
struct TestSandbox: Sendable {
  static let start: Int64 = 1_767_261_600  // 2026-01-01 10:00 UTC
  static let secret = "whsec_sandbox_tests_0123456789"

  let sandbox: Sandbox
  let mailbox: Mailbox

  init(
    version: APIVersion = .newest, deliveries: DeliveryKnobs = DeliveryKnobs(), mailbox: Mailbox = Mailbox(),
    settings: WorldSettings = WorldSettings()
  ) async {
    var configuration = SandboxConfiguration()
    configuration.startsAt = Self.start
    configuration.isFrozen = true
    configuration.settings = settings
    configuration.deliveries = deliveries
    configuration.sender = mailbox
    configuration.endpoints = [.init(url: "http://127.0.0.1:1/webhooks", secret: Self.secret, version: version)]
    self.mailbox = mailbox
    sandbox = Sandbox(configuration)
    await sandbox.start(origin: "http://127.0.0.1:1")
  }

  func call(
    _ method: String, _ path: String, _ parameters: String = "", version: APIVersion? = nil, key: String? = nil
  ) async -> Answer {
    let isPost = method == "POST"
    return await sandbox.with {
      $0.answer(
        Call(
          method, path, query: isPost ? "" : parameters, body: isPost ? parameters : "", version: version,
          idempotencyKey: key))
    }
  }

  func play(_ name: String, account: String = "ada", plan: String? = nil) async throws -> ScenarioReport {
    guard let scenario = Scenario.named(name) else { throw PlayErrorInTest.noScenario(name) }
    return try await sandbox.play(scenario, Play.Cast(account: account, plan: plan))
  }

  /// All payloads that arrived, in order.
  func payloads() async -> [Mailbox.Letter] {
    _ = await sandbox.courier.flush()
    return await mailbox.letters
  }
}

enum PlayErrorInTest: Error { case noScenario(String) }
