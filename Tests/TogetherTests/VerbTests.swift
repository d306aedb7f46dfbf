import Testing

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Store
@testable import Stripe

/// Each verb from the command to what the stand-in has, and back by the webhook.
@Suite("Verbs at the provider")
struct VerbTests {
  static let pages = CheckoutPages(
    successURL: "https://app.example/result?session_id={CHECKOUT_SESSION_ID}", cancelURL: "https://app.example/plans")

  static func account(_ name: String = "ada") throws -> AccountID { try Together.require(AccountID(name), "account") }

  static func page(_ answer: Verbs.Answer) throws -> ErrandResult {
    guard case .page(let page) = answer else { throw Together.Missing(description: "no page but \(answer)") }
    return page
  }

  @Test("A plan is bought: from the command to the page, from the click to the credits")
  func buyPlan() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    let wish = Verbs.Wish.plan(PlanChoice(plan: "macro", interval: .month), acknowledged: [])
    let answer = try await side.verbs.checkout(wish, for: ada, pages: Self.pages, command: "c1")
    let page = try Self.page(answer)
    #expect(page.url?.hasPrefix(together.origin) == true)
    #expect(try await side.verbs.checkout(wish, for: ada, pages: Self.pages, command: "c1") == answer)
    let session = try Together.require(page.id, "session")
    #expect(try await side.results.wait(for: session, seconds: 0)?.status == .processing)
    try await together.pay(session)
    #expect(try side.state("ada")?.plan == "macro")
    #expect(try side.state("ada")?.balance.plan == 20_000)
    #expect(try await side.results.wait(for: session, seconds: 0)?.status == .succeeded)
    #expect(await together.count("checkout.session") == 1)
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("A result whose webhook is late is asked for at the provider")
  func lateWebhook() async throws {
    let together = try await Together()
    let (side, ada) = (together.service, try Self.account())
    let wish = Verbs.Wish.plan(PlanChoice(plan: "micro", interval: .month), acknowledged: [])
    let page = try Self.page(try await side.verbs.checkout(wish, for: ada, pages: Self.pages, command: "c1"))
    let session = try Together.require(page.id, "session")
    try await together.pay(session)
    #expect(try side.state("ada")?.balance.purchased == 0)
    #expect(try await side.results.wait(for: session, seconds: 10)?.status == .succeeded)
    #expect(try side.state("ada")?.plan == "micro")
    let credits = try side.state("ada")?.balance.plan
    together.connect()
    for letter in together.post.kept { #expect(await side.receive(letter.body, letter.signature) == 200) }
    #expect(try side.state("ada")?.balance.plan == credits)
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("One checkout is open at a time, and one that was left is closed at the provider")
  func oneCheckout() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    func open(_ plan: String, _ command: String) async throws -> String {
      let wish = Verbs.Wish.plan(PlanChoice(plan: plan, interval: .month), acknowledged: [])
      let answer = try await side.verbs.checkout(wish, for: ada, pages: Self.pages, command: command)
      return try Together.require(try Self.page(answer).id, "session")
    }
    let (first, second) = (try await open("micro", "c1"), try await open("macro", "c2"))
    try await side.workOff()
    #expect(await together.word("checkout.session", first, "status") == "expired")
    #expect(await together.word("checkout.session", second, "status") == "open")
    try await side.verbs.leave(second, for: ada, command: "left")
    #expect(await together.word("checkout.session", second, "status") == "expired")
    #expect(try await side.results.wait(for: second, seconds: 0)?.status == .canceled)
    await together.stop()
  }

  @Test("Cancel, undo, pause and resume reach the provider and come back")
  func subscriptionVerbs() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    let report = try await together.play("subscribe", for: "ada", plan: "macro_month")
    let subscription = try Together.require(report.subscription, "subscription")
    _ = try await side.verbs.cancel(for: ada, command: "k1")
    await together.advance(1)
    #expect(try side.state("ada")?.cancelAt != nil)
    try await side.verbs.undoCancellation(for: ada, command: "k2")
    await together.advance(1)
    #expect(try side.state("ada")?.cancelAt == nil)
    let until = Instant(clamping: side.clock.now + 10 * 86_400)
    try await side.verbs.pause(until: until, for: ada, command: "k3")
    await together.advance(1)
    #expect(try side.state("ada")?.status == "paused")
    #expect(try side.state("ada")?.pausedUntil == until)
    try await side.verbs.resume(for: ada, command: "k4")
    await together.advance(1)
    #expect(try side.state("ada")?.status == "active")
    #expect(await together.word("subscription", subscription, "status") == "active")
    await together.stop()
  }

  @Test("An upgrade is confirmed and paid on the provider's page; a downgrade is scheduled and undone")
  func changes() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    try await together.play("subscribe", for: "ada", plan: "macro_month")
    await together.advance(5 * 86_400)
    let up = try await side.verbs.change(
      PlanChoice(plan: "mega", interval: .month), acknowledged: [], for: ada, pages: Self.pages, command: "u1")
    let path = try Together.require(try Self.page(up).url, "url").dropFirst(together.origin.count)
    #expect(try await side.results.waitForChange(of: ada, seconds: 0)?.result.status == .processing)
    try await together.click(String(path), "confirm_update")
    #expect(try side.state("ada")?.plan == "mega")
    let changed = try await side.results.waitForChange(of: ada, seconds: 0)
    #expect(changed?.page == (try Self.page(up).id) && changed?.result.status == .succeeded)
    #expect(changed?.result.kind == .planChange(from: "Macro", to: "Mega"))
    #expect((try side.state("ada")?.balance.plan ?? 0) > 20_000)
    let down = try await side.verbs.change(
      PlanChoice(plan: "micro", interval: .month), acknowledged: [], for: ada, pages: Self.pages, command: "d1")
    guard case .scheduled = down else { throw Together.Missing(description: "not scheduled but \(down)") }
    _ = await together.sandbox.courier.flush()
    #expect(try side.state("ada")?.scheduledChange?.plan == "micro")
    try await side.verbs.undoScheduledChange(for: ada, command: "d2")
    _ = await together.sandbox.courier.flush()
    #expect(try side.state("ada")?.scheduledChange == nil)
    _ = try await side.verbs.change(
      PlanChoice(plan: "micro", interval: .month), acknowledged: [], for: ada, pages: Self.pages, command: "d3")
    await together.advance(32 * 86_400)
    #expect(try side.state("ada")?.plan == "micro")
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("A spend below the threshold charges the saved card once; a declined one switches auto-reload off")
  func reload() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    try await together.play("subscribe", for: "ada", plan: "macro_month")
    try await together.play("package_auto_reload", for: "ada", plan: "package_macro")
    #expect(try side.state("ada")?.autoReload?.enabled == true)
    let before = try side.state("ada")?.balance.available ?? 0
    func spend(_ amount: Credits, _ id: String) async throws {
      _ = try await side.inbox.take(
        Command(account: ada, id: id) { account, moment throws(Refusal) in
          try account.spend(CreditOrder(.amount(amount)), id: id, at: moment)
        })
    }
    try await spend(before - 1500, "s1")
    try await side.workOff()
    #expect(try side.state("ada")?.balance.available == 21_500)
    let cards = await together.sandbox.with { $0.setCards(of: $0.all("customer").first?.word("id") ?? "", .declined) }
    #expect(cards > 0)
    try await spend(20_000, "s2")
    try await side.workOff()
    #expect(try side.state("ada")?.autoReload?.enabled == false)
    #expect(try side.state("ada")?.balance.available == 1500)
    try await spend(100, "s3")
    try await side.workOff()
    #expect(await together.count("payment_intent") { $0["metadata"]["tollbridge_reload"].text != nil } == 2)
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test(
    "An approved refund returns the charge once and ends the subscription; the credits go when the provider says so")
  func refund() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    let report = try await together.play("subscribe_yearly", for: "ada", plan: "macro_year")
    let request = try await side.inbox.take(
      Command(account: ada, id: "rr") { account, moment throws(Refusal) in
        try account.requestRefund(id: "rr", at: moment)
      })
    for _ in 0..<2 {
      try await side.verbs.decideRefund(request.id, isApproved: true, by: "bob", for: ada, command: "dd")
    }
    _ = await together.sandbox.courier.flush()
    #expect(await together.count("refund") == 1)
    #expect(try side.state("ada")?.plan == "nano")
    #expect(try side.state("ada")?.balance.debt == 0)
    let subscription = try Together.require(report.subscription, "subscription")
    #expect(await together.word("subscription", subscription, "status") == "canceled")
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("One key is one command: with other contents it is refused")
  func mismatch() async throws {
    let together = try await Together()
    let (side, ada) = (together.service, try Self.account())
    func open(_ plan: String) async throws -> Verbs.Answer {
      let wish = Verbs.Wish.plan(PlanChoice(plan: plan, interval: .month), acknowledged: [])
      return try await side.verbs.checkout(wish, for: ada, pages: Self.pages, command: "k")
    }
    let first = try await open("micro")
    #expect(try await open("micro") == first)
    await #expect(throws: VerbError.self) { try await open("macro") }
    await #expect(throws: VerbError.self) { try await side.verbs.cancel(for: ada, command: "k") }
    #expect(await together.count("checkout.session") == 1)
    await together.stop()
  }

  @Test("Prices whose ids the catalogue does not know: a downgrade is seen, undone, made, and made once more")
  func downgrades() async throws {
    let goods = Good.example.map { good in
      var good = good
      good.priceID = "price_of_\(good.lookupKey)_here"
      return good
    }
    let together = try await Together(goods: goods)
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    try await together.play("subscribe", for: "ada", plan: "mega_month")
    func change(_ plan: String, _ id: String) async throws -> Verbs.Answer {
      let answer = try await side.verbs.change(
        PlanChoice(plan: plan, interval: .month), acknowledged: [], for: ada, pages: Self.pages, command: id)
      await together.advance(1)
      return answer
    }
    _ = try await change("macro", "d1")
    #expect(try side.state("ada")?.scheduledChange?.plan == "macro")
    #expect(try side.state("ada")?.nextRefill?.amount == 20_000)
    try await side.verbs.undoScheduledChange(for: ada, command: "d2")
    await together.advance(1)
    #expect(try side.state("ada")?.scheduledChange == nil)
    _ = try await change("macro", "d3")
    await together.advance(32 * 86_400)
    #expect(try side.state("ada")?.plan == "macro")
    // The first schedule is still attached: the second must not take its phases for its own.
    _ = try await change("micro", "d4")
    #expect(try side.state("ada")?.plan == "macro")
    #expect(try side.state("ada")?.scheduledChange?.plan == "micro")
    await together.advance(32 * 86_400)
    #expect(try side.state("ada")?.plan == "micro")
    let up = try await change("mega", "d5")
    let path = try Together.require(try Self.page(up).url, "url").dropFirst(together.origin.count)
    try await together.click(String(path), "confirm_update")
    #expect(try side.state("ada")?.plan == "mega")
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("A clawback charges the card once, however much is owed; what is switched off charges nothing")
  func reloadsEnd() async throws {
    let together = try await Together()
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    try await together.play("subscribe", for: "ada", plan: "macro_month")
    try await together.play("package", for: "ada", plan: "package_mega")
    try await together.play("package_auto_reload", for: "ada", plan: "package_macro")
    func reloads() async -> Int {
      await together.count("payment_intent") { $0["metadata"]["tollbridge_reload"].text != nil }
    }
    func spend(to left: Credits, _ id: String) async throws {
      let amount = try Together.require(try side.state("ada")?.balance.available, "balance") - left
      _ = try await side.inbox.take(
        Command(account: ada, id: id) { account, moment throws(Refusal) in
          try account.spend(CreditOrder(.amount(amount)), id: id, at: moment)
        })
    }
    await together.advance(1)
    try await spend(to: 5000, "s1")
    await together.advance(1)
    let mega = await together.sandbox.world.all("charge").first { $0.number("amount") == 20_000 }?.word("id")
    _ = await together.sandbox.with { world in
      world.answer(Call("POST", "/v1/refunds", body: "charge=\(mega ?? "")", apiKey: world.ownKey)).status
    }
    for _ in 0..<8 {
      _ = await together.sandbox.courier.flush()
      try await side.workOff()
      await together.advance(1)
    }
    #expect((try side.state("ada")?.balance.debt ?? 0) > 0)
    #expect(await reloads() == 1)
    await together.stop()
  }

  @Test("A reload that could not be charged, and is not wanted any more, is not charged")
  func reloadSwitchedOff() async throws {
    let together = try await Together(policy: .never)
    together.connect()
    let (side, ada) = (together.service, try Self.account())
    try await together.play("subscribe", for: "ada", plan: "macro_month")
    try await together.play("package_auto_reload", for: "ada", plan: "package_macro")
    await together.sandbox.add(FaultRule(.dropRequest, method: "GET", path: "/v1/customers/*", count: nil))
    _ = try await side.inbox.take(
      Command(account: ada, id: "s") { account, moment throws(Refusal) in
        try account.spend(CreditOrder(.amount(account.state.balance.available - 100)), id: "s", at: moment)
      })
    try await side.workOff(rounds: 2)
    #expect(try side.store.read { try $0.intentCounts() }["pending"] == 1)
    _ = try await side.inbox.take(
      Command(account: ada, id: "off") { account, moment throws(Refusal) in
        try account.disableAutoReload(id: "off", at: moment)
      })
    await together.sandbox.clearFaults()
    try await side.workOff(stepping: 30)
    #expect(await together.count("payment_intent") { $0["metadata"]["tollbridge_reload"].text != nil } == 0)
    #expect(try side.ledgers.account("ada", at: side.clock.now)?.reloadUnderWay == nil)
    await together.stop()
  }
}

extension Together {
  /// Pays a checkout with a card that works, as a person does.
  func pay(_ session: String) async throws { try await click("/c/pay/\(session)", "pay") }

  /// Presses a button of the stand-in's pages.
  func click(_ path: String, _ action: String) async throws {
    let answer = await sandbox.page(WebRequest("POST", path, body: Array("action=\(action)".utf8)))
    guard answer.status == 303 || answer.status == 200 else { throw Missing(description: "\(path): \(answer.status)") }
    _ = await sandbox.courier.flush()
  }

  func count(_ kind: String, where isWanted: @Sendable (JSON) -> Bool = { _ in true }) async -> Int {
    await sandbox.world.all(kind).filter(isWanted).count
  }

  func word(_ kind: String, _ id: String, _ member: String) async -> String? {
    await sandbox.world[kind, id]?.word(member)
  }
}
