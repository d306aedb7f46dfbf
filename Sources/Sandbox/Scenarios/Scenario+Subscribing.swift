/// Scenarios of subscriptions that begin and go on.
extension Scenario {
  static let subscribing: [Scenario] = [
    Scenario("subscribe", "A plan is bought by the month.") { play throws(PlayError) in
      _ = try play.subscribe("micro_month")
    },
    Scenario("subscribe_yearly", "A plan is bought by the year.") { play throws(PlayError) in
      _ = try play.subscribe("micro_year")
    },
    Scenario("renew", "A plan is bought, and the next month is paid.") { play throws(PlayError) in
      play.waitForRenewal(of: try play.subscribe("micro_month"))
    },
    Scenario("renew_twice", "A plan is bought, and two more months are paid.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      play.waitForRenewal(of: subscription)
      play.waitForRenewal(of: subscription)
    },
    Scenario("decline_then_recover", "A renewal is declined; with a new card the next attempt works.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      try play.letCardsFail()
      play.waitForRenewal(of: subscription)
      play.say("the renewal is declined")
      let customer = try play.customer()
      let method = play.world.newPaymentMethod(.works)
      if let object = play.world["customer", customer] { play.world.makeDefault(method, of: object) }
      play.say("the person changes the card")
      play.wait((play.world.settings.retrySeconds.first ?? 0) + 600)
      play.say("the next attempt works")
    },
    Scenario("decline_to_the_end", "A renewal is declined until Stripe gives up.") { play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      try play.letCardsFail()
      play.waitForRenewal(of: subscription)
      play.wait(play.world.settings.retrySeconds.reduce(600) { $0 + $1 })
      play.say("all attempts failed: the subscription is \(play.subscription(subscription).word("status"))")
    },
    Scenario("late_payment", "Declined until it ended; a day later the invoice is paid after all.") {
      play throws(PlayError) in
      let subscription = try play.subscribe("micro_month")
      try play.letCardsFail()
      play.waitForRenewal(of: subscription)
      let invoice = play.subscription(subscription).word("latest_invoice")
      play.wait(play.world.settings.retrySeconds.reduce(600) { $0 + $1 })
      play.wait(days: 1)
      try play.post("/v1/invoices/\(invoice)/pay", [("payment_method", "pm_card_visa")])
      play.say("the invoice is paid with another card")
    },
    Scenario("second_subscription", "While one subscription lives, the account buys another.") {
      play throws(PlayError) in
      let first = try play.subscribe("micro_month")
      play.wait(days: 6)
      let price = play.subscription(first).firstItem["price"]
      let other = (try? play.neighbour(of: price, dearer: true)) ?? price
      try play.pay(try play.checkout(plan: other))
    },
    Scenario("checkout_expired", "A checkout that nobody finishes.") { play throws(PlayError) in
      _ = try play.checkout(plan: try play.plan("micro_month"))
      play.wait(days: 1)
      play.wait(60)
      play.say("the checkout has expired")
    },
    Scenario("checkout_declined", "A checkout whose card is declined, and which then expires.") {
      play throws(PlayError) in
      try play.pay(try play.checkout(plan: try play.plan("micro_month")), .declined)
      play.wait(days: 1)
      play.wait(60)
      play.say("the checkout has expired")
    },
  ]
}

extension Play {
  /// Buys a plan by a checkout; says the subscription's id.
  mutating func subscribe(_ usual: String) throws(PlayError) -> String {
    try subscribe(to: try plan(usual))
  }

  mutating func subscribe(to price: JSON) throws(PlayError) -> String {
    try pay(try checkout(plan: price))
    return try latestSubscription()
  }

  /// From now on the bank declines the account's cards.
  mutating func letCardsFail() throws(PlayError) {
    _ = world.setCards(of: try customer(), .failsLater)
    say("the card will be declined from now on")
  }
}
