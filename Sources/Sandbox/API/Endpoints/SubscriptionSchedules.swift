/// `/v1/subscription_schedules`.
enum Schedules {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let id = try call.required("from_subscription")
    for name in ["phases", "end_behavior", "start_date", "customer", "metadata"] where call.has(name) {
      throw .invalid("You cannot set `\(name)` if `from_subscription` is set.", param: name)
    }
    let subscription = try world.find("subscription", id, param: "from_subscription")
    guard subscription["schedule"].isNull else {
      throw .invalid(
        "You cannot migrate a subscription that is already attached to a schedule: \(subscription.word("schedule")).",
        param: "from_subscription")
    }
    guard !subscription.isOver else { throw .invalid("The subscription is canceled.", param: "from_subscription") }
    return world.newSchedule(from: subscription)
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("subscription_schedule", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("subscription_schedule", call) { schedule in
      call.text("customer").map { schedule["customer"].id == $0 } ?? true
    }
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let before = try active(world, call)
    var after = before
    if call.has("phases") {
      let phases = try phases(&world, before, call)
      after["phases"] = .array(phases)
      guard let current = phases.first(where: { $0["start_date"] == before["current_phase"]["start_date"] }) else {
        throw .invalid(
          "You can not modify or remove the current phase's start date.", param: "phases[0][start_date]")
      }
      after["current_phase"]["end_date"] = current["end_date"]
    }
    if let end = call.text("end_behavior") { after["end_behavior"] = .text(end) }
    after["metadata"] = try MetadataRules.merged(before["metadata"], call.form["metadata"])
    world.keep(after)
    if after != before { world.tell("subscription_schedule.updated", after, before: before) }
    return after
  }

  private static func active(_ world: World, _ call: Call) throws(APIError) -> JSON {
    let schedule = try world.find("subscription_schedule", call.id)
    guard schedule.word("status") == "active" else {
      throw .invalid(
        "This subscription schedule is in the `\(schedule.word("status"))` status; only an active one can be changed.")
    }
    return schedule
  }

  private static func phases(_ world: inout World, _ schedule: JSON, _ call: Call) throws(APIError) -> [JSON] {
    var phases: [JSON] = []
    for (index, asked) in call.form["phases"].elements.enumerated() {
      let path = "phases[\(index)]"
      let last = phases.last?["end_date"].integer
      guard let start = moment(asked["start_date"], world) ?? last else { throw .missing("\(path)[start_date]") }
      guard let item = asked["items"].elements.first else { throw .missing("\(path)[items]") }
      let price = try Subscriptions.price(&world, item, path: "\(path)[items][0]")
      let end = end(of: asked, price, start, world)
      guard end > start else {
        throw .invalid("A phase ends after it starts.", param: "\(path)[end_date]")
      }
      phases.append(
        world.phase(
          items: [(price, item["quantity"].integer ?? 1)], start: start, end: end,
          metadata: try MetadataRules.merged([:], asked["metadata"]),
          proration: asked["proration_behavior"].text ?? call.text("proration_behavior") ?? "create_prorations",
          currency: price.word("currency")))
    }
    return phases
  }

  private static func end(of asked: JSON, _ price: JSON, _ start: Int64, _ world: World) -> Int64 {
    if let end = moment(asked["end_date"], world) { return end }
    let recurring = price["recurring"]
    if let interval = asked["duration"]["interval"].text {
      return BillingCalendar.date(start, plus: asked["duration"]["interval_count"].integer ?? 1, interval)
    }
    let iterations = asked["iterations"].text.flatMap { Int64($0) } ?? 1
    let count = Money.product(min(max(iterations, 1), 1000), recurring.number("interval_count"))
    return BillingCalendar.date(start, plus: count, recurring.word("interval"))
  }

  private static func moment(_ value: JSON, _ world: World) -> Int64? {
    value.text == "now" ? world.now : value.integer ?? value.text.flatMap { Int64($0) }
  }

  static func release(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try active(world, call)
    world.release(call.id)
    return try world.find("subscription_schedule", call.id)
  }

  /// Cancels the schedule, and its subscription with it.
  static func cancel(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let schedule = try active(world, call)
    world.end(schedule.word("subscription"), reason: "cancellation_requested")
    return try world.find("subscription_schedule", call.id)
  }
}
