/// The control routes: what a person or a script does with the stand-in itself. All of them speak JSON.
extension Sandbox {
  func control(_ request: WebRequest) async -> Answer {
    let steps = request.path.split(separator: "/").dropFirst().map(String.init)
    let asked = request.body.isEmpty ? [:] : JSON(reading: request.body)
    guard let asked, asked.object != nil else { return Self.reply(400, ["error": "The body is no JSON object."]) }
    switch (request.method, steps.first ?? "", steps.count) {
    case ("GET", "", 0): return Self.reply(200, await summary())
    case ("POST", "clock", 2) where steps[1] == "advance": return await advance(asked)
    case ("GET", "faults", 1): return Self.reply(200, faultSummary())
    case ("POST", "faults", 1): return add(asked)
    case ("DELETE", "faults", 1):
      clearFaults()
      return Self.reply(200, faultSummary())
    case ("POST", "deliveries", 1): return await setDeliveries(asked)
    case ("GET", "scenarios", 1): return Self.reply(200, ["scenarios": .array(Scenario.all.map(\.json))])
    case ("POST", "scenarios", 2): return await play(steps[1], asked)
    case ("GET", "recording", 1): return Self.reply(200, await recordingSummary())
    case ("DELETE", "recording", 1):
      await courier.forgetRecording()
      return Self.reply(200, await recordingSummary())
    case ("POST", "cards", 1): return await setCard(asked)
    case ("POST", "disputes", 1...2): return await disputes(steps, asked)
    default: return Self.reply(404, ["error": "There is no such control."])
    }
  }

  static func reply(_ status: Int, _ json: JSON) -> Answer {
    Answer(
      status: status, headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")], body: json.bytes)
  }

  private func summary() async -> JSON {
    await tick()
    let kinds = [
      "customer", "checkout.session", "subscription", "invoice", "payment_intent", "refund", "dispute",
      "webhook_endpoint",
    ]
    var counts: JSON = [:]
    for kind in kinds { counts[kind] = .integer(Int64(world.all(kind).count)) }
    return [
      "now": .integer(world.now), "events": .integer(Int64(world.events.count)), "objects": counts,
      "due": .array(
        world.agenda.appointments.prefix(20).map { ["at": .integer($0.at), "what": .text("\($0.duty)")] }),
      "deliveries": await deliverySummary(), "faults": faultSummary(),
    ]
  }

  /// `{"seconds": 3600}`, `{"days": 31}` or `{"to": 1767225600}`.
  private func advance(_ asked: JSON) async -> Answer {
    let spanMax = 20 * 366 * BillingCalendar.day
    if let moment = asked["to"].integer, moment >= world.now, moment - world.now <= spanMax {
      await advance(to: moment)
    } else if let seconds = asked["seconds"].integer ?? asked["days"].integer.map({ Money.product($0, 86_400) }),
      (0...spanMax).contains(seconds)
    {
      await advance(by: seconds)
    } else {
      return Self.reply(
        400, ["error": "Say how far: seconds, days, or to (unix seconds); never back, 20 years at most."])
    }
    return Self.reply(200, ["now": .integer(world.now)])
  }

  /// `{"fault": "drop_answer", "method": "POST", "path": "/v1/refunds", "count": 1, "probability": 1, "seconds": 2}`.
  private func add(_ asked: JSON) -> Answer {
    guard let fault = Fault(name: asked.word("fault"), seconds: asked["seconds"].number ?? 1) else {
      return Self.reply(400, ["error": "No such fault.", "faults": .array(Fault.names.map(JSON.text))])
    }
    add(
      FaultRule(
        fault, method: asked["method"].text, path: asked["path"].text,
        count: asked["count"].integer.map { Int(clamping: $0) } ?? (asked["probability"].isNull ? 1 : nil),
        probability: asked["probability"].number ?? 1))
    return Self.reply(200, faultSummary())
  }

  private func faultSummary() -> JSON {
    ["rules": .integer(Int64(faults.rules.count)), "happened": .integer(Int64(faults.happened))]
  }

  private func setDeliveries(_ asked: JSON) async -> Answer {
    var knobs = await courier.knobs
    knobs.dropProbability = asked["drop"].number ?? knobs.dropProbability
    knobs.repeatProbability = asked["repeat"].number ?? knobs.repeatProbability
    if let window = asked["reorder"].integer { knobs.reorderWindow = Int(clamping: max(1, window)) }
    if let delay = asked["delay_ms"].integer { knobs.delayMilliseconds = Int(clamping: min(max(0, delay), 600_000)) }
    if let retry = asked["retry_ms"].integer { knobs.retryMilliseconds = Int(clamping: min(max(1, retry), 600_000)) }
    if let seed = asked["seed"].integer { knobs.seed = UInt64(bitPattern: seed) }
    if let isHeld = asked["hold"].flag { knobs.isHeld = isHeld }
    await courier.set(knobs)
    if asked.isTrue("flush") { _ = await courier.flush() }
    return Self.reply(200, await deliverySummary())
  }

  private func deliverySummary() async -> JSON {
    let summary = await courier.summary
    let knobs = await courier.knobs
    return [
      "waiting": .integer(Int64(summary.waiting)), "delivered": .integer(Int64(summary.delivered)),
      "failed_attempts": .integer(Int64(summary.failedAttempts)), "given_up": .integer(Int64(summary.givenUp)),
      "held": JSON(knobs.isHeld),
    ]
  }

  private func recordingSummary() async -> JSON {
    let recorded = await courier.recording
    return [
      "events": .array(
        recorded.map {
          [
            "id": .text($0.event), "type": .text($0.type), "endpoint": .text($0.endpoint),
            "body": .text(String(decoding: $0.body, as: UTF8.self)),
          ]
        })
    ]
  }
}

extension JSON {
  /// A number with or without a fraction.
  var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .decimal(let digits): Double(digits)
    default: nil
    }
  }
}
