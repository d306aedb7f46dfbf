import NIOCore

/// Loads one service with webhooks, spends and reads in turn, round by round.
struct APIPhase {
  static let serverKey = "bench_server_key_0123456789"
  static let operatorKey = "bench_operator_key_9876543210"

  let plan: Plan
  let scratch: Scratch
  let source: EventSource
  let accountCount: Int

  func run() throws -> [(name: String, figures: LoadFigures)] {
    let load = LoadGenerator()
    defer { load.stop() }
    let server = try ServerStarter(load: load, source: source, scratch: scratch).startTollbridge(
      plan.program, database: "api.sqlite",
      ["TOLLBRIDGE_API_KEYS": Self.serverKey, "TOLLBRIDGE_OPERATOR_KEYS": Self.operatorKey])
    defer { server.child.stop() }
    try fill(server, load)
    var rows: [String: [LoadFigures]] = [:]
    for number in 1...Plan.roundCount {
      note("round \(number) of \(Plan.roundCount)")
      for (name, requests) in loads(number) {
        rows[name, default: []].append(try server.figures(under: load, requests, plan))
      }
    }
    return Self.names.map { ($0, LoadFigures.median(rows[$0] ?? [])) }
  }

  private static let names = [
    "durable webhooks", "spends, many accounts", "spends, one account", "balance reads", "plans pages",
  ]

  /// Enough for every round.
  private func fill(_ server: Server, _ load: LoadGenerator) throws {
    note("giving \(accountCount) accounts credits")
    let grants = (["hot"] + (0..<accountCount).map { "user\($0)" }).map { account in
      APIRequest.post(
        "/v1/accounts/\(account)/grants", #"{"amount":1000000000,"reason":"bench"}"#, key: "grant-\(account)",
        credential: Self.operatorKey)
    }
    _ = try load.run(grants, port: server.port, connectionCount: plan.connectionCount, seconds: 60)
  }

  private func loads(_ round: Int) -> [(String, [ByteBuffer])] {
    let numbers = 0..<plan.eventCount
    func spends(_ account: (Int) -> String, _ kind: String) -> [ByteBuffer] {
      numbers.map { number in
        APIRequest.post(
          "/v1/accounts/\(account(number))/spends", #"{"amount":1,"note":"bench"}"#,
          key: "\(kind)-\(round)-\(number)", credential: Self.serverKey)
      }
    }
    func reads(_ path: (Int) -> String) -> [ByteBuffer] {
      numbers.map { APIRequest.get(path($0), credential: Self.serverKey) }
    }
    let count = accountCount
    let loads = [
      source.requests(plan.eventCount), spends({ "user\($0 % count)" }, "many"), spends({ _ in "hot" }, "hot"),
      reads { "/v1/accounts/user\($0 % count)/balance" }, reads { "/v1/plans?account=user\($0 % count)" },
    ]
    return Array(zip(Self.names, loads))
  }
}

/// A request of the app's, as it goes over the wire.
enum APIRequest {
  static func post(_ path: String, _ body: String, key: String, credential: String) -> ByteBuffer {
    request(
      "POST", path, credential,
      ["Content-Type: application/json", "Content-Length: \(body.utf8.count)", "Idempotency-Key: \(key)"], body)
  }

  static func get(_ path: String, credential: String) -> ByteBuffer { request("GET", path, credential, [], "") }

  private static func request(
    _ method: String, _ path: String, _ credential: String, _ fields: [String], _ body: String
  ) -> ByteBuffer {
    let head = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(credential)"] + fields
    return ByteBuffer(string: (head + ["", ""]).joined(separator: "\r\n") + body)
  }
}
