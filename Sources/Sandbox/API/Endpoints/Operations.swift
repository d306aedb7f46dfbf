/// `/v1/events`: what happened in the last thirty days, newest first.
enum Events {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    guard let event = world.event(call.id) else { throw .noSuch("event", call.id, status: 404) }
    return wrapped(event, world)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let types = call.form["types"].elements.compactMap(\.text) + [call.text("type")].compactMap { $0 }
    guard types.count <= 20 else { throw .invalid("You may pass up to 20 types.", param: "types") }
    let records = world.events.filter { event in
      (types.isEmpty || types.contains { matches(event.type, $0) })
        && (call.flag("delivery_success").map { event.waiting.isEmpty == $0 } ?? true)
    }
    // Only the page is rendered: a page is a hundred events at the most.
    let cursors = records.map { ["id": .text($0.id), "created": .integer($0.created)] as JSON }
    var page = try world.page(cursors, call, words: "event")
    let byID = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    page["data"] = .array(page["data"].elements.compactMap { byID[$0.word("id")].map { wrapped($0, world) } })
    return page
  }

  private static func matches(_ type: String, _ pattern: String) -> Bool {
    pattern.hasSuffix(".*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
  }

  /// Events keep the account's version, whatever the request's is.
  private static func wrapped(_ event: EventRecord, _ world: World) -> JSON {
    event.rendered(world.settings.defaultVersion, in: world)
  }
}

/// `/v1/webhook_endpoints`.
enum WebhookEndpoints {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let version = call.text("api_version")
    if let version, !APIVersion(version).isWellFormed {
      throw .invalid("Invalid API version: \(version)", param: "api_version")
    }
    let url = try call.required("url")
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw .invalid(
        "Invalid URL: An explicit scheme (such as https) must be provided.", code: "url_invalid", param: "url")
    }
    let secret = world.newID("whsec")
    let endpoint = world.keep([
      "id": .text(world.newID("we")), "object": "webhook_endpoint", "api_version": JSON(version), "application": nil,
      "created": .integer(world.now), "description": JSON(call.text("description")),
      "enabled_events": call.form["enabled_events"], "livemode": false,
      "metadata": try MetadataRules.merged([:], call.form["metadata"]), "status": "enabled", "url": .text(url),
      "_secret": .text(secret),
    ])
    // The secret is told once.
    return endpoint.with([("secret", .text(secret))])
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("webhook_endpoint", call.id)
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    var endpoint = try world.find("webhook_endpoint", call.id)
    if let url = call.text("url") { endpoint["url"] = .text(url) }
    if call.has("enabled_events") { endpoint["enabled_events"] = call.form["enabled_events"] }
    if let isDisabled = call.flag("disabled") { endpoint["status"] = isDisabled ? "disabled" : "enabled" }
    if call.has("description") { endpoint["description"] = JSON(call.text("description")) }
    endpoint["metadata"] = try MetadataRules.merged(endpoint["metadata"], call.form["metadata"])
    return world.keep(endpoint)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("webhook_endpoint", call)
  }

  static func delete(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try world.find("webhook_endpoint", call.id)
    world["webhook_endpoint", call.id] = nil
    return ["id": .text(call.id), "object": "webhook_endpoint", "deleted": true]
  }
}

/// `/v1/test_helpers/test_clocks`: every one is the world's one clock.
enum TestClocks {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let frozen = call.integer("frozen_time") ?? world.now
    if frozen > world.now { world.advance(to: frozen) }
    return world.keep([
      "id": .text(world.newID("clock")), "object": "test_helpers.test_clock", "created": .integer(world.now),
      "deletes_after": .integer(world.now + 30 * BillingCalendar.day), "frozen_time": .integer(world.now),
      "livemode": false, "name": JSON(call.text("name")), "status": "ready", "status_details": [:],
    ])
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("test_helpers.test_clock", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("test_helpers.test_clock", call)
  }

  static func advance(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try world.find("test_helpers.test_clock", call.id)
    let target = call.integer("frozen_time") ?? world.now
    guard target > world.now else {
      throw .invalid("The clock can only be advanced to a time after its own.", param: "frozen_time")
    }
    guard target - world.now <= 10 * 366 * BillingCalendar.day else {
      throw .invalid("The clock can be advanced by ten years at the most.", param: "frozen_time")
    }
    world.advance(to: target)
    return world.change("test_helpers.test_clock", call.id) { $0["frozen_time"] = .integer(target) }
  }

  static func delete(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try world.find("test_helpers.test_clock", call.id)
    world["test_helpers.test_clock", call.id] = nil
    return ["id": .text(call.id), "object": "test_helpers.test_clock", "deleted": true]
  }
}
