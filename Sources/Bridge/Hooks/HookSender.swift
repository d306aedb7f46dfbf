internal import Billing
internal import Native

/// Sends messages to one endpoint, signed, and says what came of each.
struct HookSender: Sendable {
  enum Outcome: Sendable, Equatable {
    case delivered
    /// 410: it wants nothing more.
    case gone
    case failed(reason: String, retryAfterSeconds: Int64? = nil)
    /// Nothing was sent: the fault is ours.
    case unwritten(reason: String)
  }

  /// From the first packet to the last byte of the answer, in milliseconds.
  private static let timeoutMilliseconds = 10_000
  private static let connectTimeoutMilliseconds = 5000
  /// Nothing of an answer is read but its status: one with a longer body counts as a failure.
  private static let answerBytesMax = 262_144

  private let url: String
  private let secrets: [HookSecret]
  private let gate: AddressGate
  private let transport: CurlTransport
  /// Unix seconds by the clock that signatures are judged by.
  private let clock: @Sendable () -> Int64

  init(_ endpoint: HookEndpoint, _ settings: HookSettings, clock: @escaping @Sendable () -> Int64) {
    url = endpoint.url
    secrets = settings.secrets
    gate = settings.gate(endpoint)
    self.clock = clock
    transport = CurlTransport(
      TransportConfiguration(
        allowsPlainHTTP: endpoint.isPlain, connectTimeoutMilliseconds: Self.connectTimeoutMilliseconds,
        answerBytesMax: Self.answerBytesMax, connectionsMax: HookCourier.sendingMax,
        userAgent: "Tollbridge/\(Version.current)", gate: gate))
  }

  func send(_ id: String, _ body: [UInt8]) async -> Outcome {
    do {
      let answer = try await transport.send(
        TransportRequest(
          method: "POST", url: url, headers: try headers(id, body), body: body,
          timeoutMilliseconds: Self.timeoutMilliseconds))
      return outcome(answer)
    } catch let error as TransportError {
      return .failed(reason: reason(error))
    } catch {
      return .unwritten(reason: "it could not be signed: \(error)")
    }
  }

  /// Lets connections and their thread go.
  func close() async { await transport.shutdown() }

  private func headers(_ id: String, _ body: [UInt8]) throws -> [String] {
    let time = clock()
    let signatures = try secrets.map { try $0.signature(id, time, body) }
    return [
      "Content-Type: application/json", "webhook-id: \(id)", "webhook-timestamp: \(time)",
      "webhook-signature: \(signatures.joined(separator: " "))",
    ]
  }

  private func outcome(_ answer: TransportAnswer) -> Outcome {
    switch answer.status {
    case 200...299: .delivered
    case 410: .gone
    case 300...399: .failed(reason: "answered \(answer.status); redirects are not followed")
    default: .failed(reason: "answered \(answer.status)", retryAfterSeconds: retryAfter(answer))
    }
  }

  /// Seconds, or a date.
  private func retryAfter(_ answer: TransportAnswer) -> Int64? {
    guard let text = answer.header("retry-after") else { return nil }
    return Schema.integer(text) ?? HTTPDate.instant(text).map { $0.seconds - clock() }
  }

  private func reason(_ error: TransportError) -> String {
    guard error == .couldNotConnect, let address = gate.takeRefused() else { return "\(error)" }
    return "\(address) may not be connected to: see TOLLBRIDGE_HOOK_PRIVATE"
  }
}
