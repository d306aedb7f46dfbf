/// Scenarios of plans that change.
extension Scenario {
  static let changing: [Scenario] = [
    Scenario("upgrade", "A dearer plan from the tenth day on, for the rest of the period.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 10)
      let price = play.subscription(subscription).firstItem["price"]
      try play.change(subscription, to: try play.neighbour(of: price, dearer: true))
    },
    Scenario("upgrade_to_yearly", "The same plan by the year from the tenth day on.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 10)
      let price = play.subscription(subscription).firstItem["price"]
      try play.change(subscription, to: try play.twin(of: price, "year"))
    },
    Scenario("scheduled_downgrade", "A cheaper plan from the next period on.") { play throws(PlayError) in
      let subscription = try play.subscribe("macro_month")
      _ = try play.scheduleDowngrade(of: subscription)
      play.waitForRenewal(of: subscription)
      play.say("now it is \(play.name(play.subscription(subscription).firstItem["price"]))")
    },
    Scenario("downgrade_undone", "A scheduled downgrade that is taken back.") { play throws(PlayError) in
      let subscription = try play.subscribe("macro_month")
      let schedule = try play.scheduleDowngrade(of: subscription)
      play.wait(days: 3)
      try play.post("/v1/subscription_schedules/\(schedule)/release")
      play.say("the downgrade is taken back")
    },
    Scenario("pause_and_resume", "Collection is paused on day 6 and taken up again on day 16.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 6)
      try play.post("/v1/subscriptions/\(subscription)", [("pause_collection[behavior]", "void")])
      play.say("the subscription is paused")
      play.wait(days: 10)
      try play.post("/v1/subscriptions/\(subscription)", [("pause_collection", "")])
      play.say("it is resumed")
    },
    Scenario("pause_until", "Collection is paused for forty days, over a renewal that is voided.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 6)
      let until = play.world.now + 40 * BillingCalendar.day
      try play.post(
        "/v1/subscriptions/\(subscription)",
        [("pause_collection[behavior]", "void"), ("pause_collection[resumes_at]", String(until))])
      play.say("the subscription is paused until \(BillingCalendar.words(until))")
      play.wait(days: 41)
      play.say("it went on by itself")
    },
    Scenario("pause_by_status", "Paused and resumed by the newer endpoints, within one period.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 6)
      try play.post("/v1/subscriptions/\(subscription)/pause", [("type", "subscription")])
      play.say("the subscription is paused")
      play.wait(days: 10)
      try play.post("/v1/subscriptions/\(subscription)/resume", [("billing_cycle_anchor[type]", "unchanged")])
      play.say("it is resumed")
    },
  ]

  static let ending: [Scenario] = [
    Scenario("cancel_at_period_end", "Canceled on day 9, for the end of the period.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 9)
      try play.post("/v1/subscriptions/\(subscription)", [("cancel_at_period_end", "true")])
      play.say("it is canceled for the end of the period")
      play.waitForRenewal(of: subscription)
    },
    Scenario("cancel_undone", "Canceled for the end of the period, and a day later not any more.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 5)
      try play.post("/v1/subscriptions/\(subscription)", [("cancel_at_period_end", "true")])
      play.say("it is canceled for the end of the period")
      play.wait(days: 1)
      try play.post("/v1/subscriptions/\(subscription)", [("cancel_at_period_end", "false")])
      play.say("the cancellation is taken back")
    },
    Scenario("cancel_now", "Ended by request on day 12.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.wait(days: 12)
      try play.delete("/v1/subscriptions/\(subscription)")
      play.say("the subscription is ended")
    },
  ]
}

extension Play {
  /// Changes the plan at once, paid at once.
  mutating func change(_ subscription: String, to price: JSON) throws(PlayError) {
    try post(
      "/v1/subscriptions/\(subscription)",
      [
        ("items[0][id]", self.subscription(subscription).firstItem.word("id")), ("items[0][price]", price.word("id")),
        ("items[0][quantity]", "1"), ("proration_behavior", "always_invoice"),
        ("payment_behavior", "pending_if_incomplete"),
      ])
    say("the plan is changed to \(name(price))")
  }

  /// Schedules the next cheaper plan for the next period; says the schedule's id.
  mutating func scheduleDowngrade(of id: String) throws(PlayError) -> String {
    let item = subscription(id).firstItem
    let cheaper = try neighbour(of: item["price"], dearer: false)
    let schedule = try post("/v1/subscription_schedules", [("from_subscription", id)]).word("id")
    try post(
      "/v1/subscription_schedules/\(schedule)",
      [
        ("end_behavior", "release"), ("proration_behavior", "none"),
        ("phases[0][items][0][price]", item["price"].word("id")), ("phases[0][items][0][quantity]", "1"),
        ("phases[0][start_date]", String(item.number("current_period_start"))),
        ("phases[0][end_date]", String(item.number("current_period_end"))),
        ("phases[1][items][0][price]", cheaper.word("id")), ("phases[1][items][0][quantity]", "1"),
        ("phases[1][duration][interval]", cheaper["recurring"].word("interval")),
        ("phases[1][duration][interval_count]", "1"), ("phases[1][proration_behavior]", "none"),
      ])
    say("\(name(cheaper)) is scheduled for the next period")
    return schedule
  }
}
