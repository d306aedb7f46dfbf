/// Scenarios of packages, reloads and money that goes back.
extension Scenario {
  static let packages: [Scenario] = [
    Scenario("package", "A package of credits by card.") { play throws(PlayError) in
      try play.pay(try play.checkout(package: try play.package("micro")))
    },
    Scenario("package_auto_reload", "A package that turns auto-reload on.") { play throws(PlayError) in
      try play.buyWithReload()
    },
    Scenario("package_async_paid", "A package by bank debit, which pays days later.") { play throws(PlayError) in
      try play.pay(try play.checkout(package: try play.package("macro")), .bankDebit)
      play.wait(play.world.settings.settlementSeconds + 60)
      play.say("the bank has paid")
    },
    Scenario("package_async_failed", "A package by bank debit, which fails days later.") { play throws(PlayError) in
      try play.pay(try play.checkout(package: try play.package("macro")), .bankDebitFails)
      play.wait(play.world.settings.settlementSeconds + 60)
      play.say("the bank has refused")
    },
    Scenario("reload", "A package with auto-reload, and a reload that works.") { play throws(PlayError) in
      try play.buyWithReload()
      play.wait(days: 6)
      try play.reload()
      play.say("credits are reloaded")
    },
    Scenario("reload_declined", "A package with auto-reload, and a reload that is declined.") {
      play throws(PlayError) in
      try play.buyWithReload()
      play.wait(days: 6)
      try play.letCardsFail()
      do throws(PlayError) {
        try play.reload()
      } catch {
        play.say("the reload is declined")
      }
    },
  ]

  static let returning: [Scenario] = [
    Scenario("refund_full", "A package is refunded in full two days later.") { play throws(PlayError) in
      try play.pay(try play.checkout(package: try play.package("micro")))
      play.wait(days: 2)
      try play.refund()
    },
    Scenario("refund_partial", "A third of a package is refunded, and the rest four days later.") {
      play throws(PlayError) in
      let package = try play.package("micro")
      try play.pay(try play.checkout(package: package))
      play.wait(days: 2)
      try play.refund(package.amount / 3)
      play.wait(days: 4)
      try play.refund()
    },
    Scenario("refund_failed", "A refund that is under way for days, and then comes back.") { play throws(PlayError) in
      try play.pay(try play.checkout(package: try play.package("micro")), .refundFails)
      play.wait(days: 2)
      try play.refund()
      play.wait(play.world.settings.refundSeconds + 60)
      play.say("the refund came back")
    },
    Scenario("refund_of_invoice", "The first month of a plan is refunded on the second day.") {
      play throws(PlayError) in
      _ = try play.subscribe("micro_month")
      play.wait(days: 1)
      try play.refund()
    },
    Scenario("dispute_won", "A package's payment is disputed, and the money comes back.") { play throws(PlayError) in
      let dispute = try play.dispute()
      play.wait(days: 4)
      play.world.answerDispute(dispute)
      play.wait(days: 30)
      play.world.closeDispute(dispute, won: true)
      play.say("the dispute is won")
    },
    Scenario("dispute_lost", "A package's payment is disputed, and the money is gone.") { play throws(PlayError) in
      let dispute = try play.dispute()
      play.wait(days: 12)
      play.world.closeDispute(dispute, won: false)
      play.say("the dispute is lost")
    },
  ]
}

extension Play {
  mutating func buyWithReload() throws(PlayError) {
    let package = try packageWithReload("macro")
    try pay(try checkout(package: package))
    say("auto-reload is on, below \(cast.threshold) credits")
  }

  /// What an app does when credits run low: a payment without the person.
  mutating func reload() throws(PlayError) {
    let package = try packageWithReload("macro")
    let customer = try customer()
    guard let method = world.all("payment_method").last(where: { $0["customer"].id == customer }) else {
      throw PlayError(description: "there is no saved card")
    }
    try post(
      "/v1/payment_intents",
      [
        ("amount", String(package.amount)), ("currency", "usd"), ("customer", customer),
        ("payment_method", method.word("id")), ("off_session", "true"), ("confirm", "true"),
        ("metadata[tollbridge_account]", cast.account), ("metadata[tollbridge_package]", package.key),
        ("metadata[tollbridge_reload]", "reload-\(world.now)"),
      ])
  }

  mutating func refund(_ amount: Int64? = nil) throws(PlayError) {
    let charge = try latestCharge()
    try post("/v1/refunds", [("charge", charge)] + (amount.map { [("amount", String($0))] } ?? []))
    say(amount == nil ? "what is left is refunded" : "a part is refunded")
  }

  mutating func dispute() throws(PlayError) -> String {
    try pay(try checkout(package: try package("macro")))
    wait(days: 8)
    let dispute = world.dispute(try latestCharge())
    guard let id = dispute.id else { throw PlayError(description: "there is nothing to dispute") }
    say("the payment is disputed")
    return id
  }
}
