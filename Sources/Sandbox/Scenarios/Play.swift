/// Why a scenario could not be played to its end.
package struct PlayError: Error, Sendable, CustomStringConvertible {
  package let description: String
}

/// A scenario that is being played: a person, an app and a clock, all at once.
///
/// It does what an app does, by the API's own routes, and what a person does, by the pages' clicks.
package struct Play: Sendable {
  /// For whom it is played, and with what.
  package struct Cast: Sendable {
    /// The app's account id.
    package var account: String
    /// The lookup key of the plan to begin with, or of the package to buy; each scenario has one of its own.
    package var plan: String?
    /// The threshold of auto-reload, in credits.
    package var threshold: Int64 = 2000

    package init(account: String, plan: String? = nil) {
      self.account = account
      self.plan = plan
    }
  }

  var world: World
  let cast: Cast
  /// What happened, in words.
  private(set) var words: [String] = []

  init(_ world: World, _ cast: Cast) {
    self.world = world
    self.cast = cast
  }

  mutating func say(_ text: String) { words.append("\(BillingCalendar.words(world.now)): \(text)") }

  // MARK: - What an app does

  @discardableResult mutating func post(_ path: String, _ pairs: [(String, String)] = []) throws(PlayError) -> JSON {
    let body = pairs.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(separator: "&")
    let answer = world.answer(Call("POST", path, body: body, apiKey: world.ownKey))
    guard answer.status == 200 else { throw PlayError(description: "\(path): \(answer.json["error"].word("message"))") }
    return answer.json
  }

  @discardableResult mutating func delete(_ path: String) throws(PlayError) -> JSON {
    let answer = world.answer(Call("DELETE", path, apiKey: world.ownKey))
    guard answer.status == 200 else { throw PlayError(description: "\(path): \(answer.json["error"].word("message"))") }
    return answer.json
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      let character = Unicode.Scalar(byte)
      if character.properties.isAlphabetic && byte < 128 || (48...57).contains(byte) || "-._[]".utf8.contains(byte) {
        escaped.unicodeScalars.append(character)
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (hex.count < 2 ? "0" : "") + hex
      }
    }
    return escaped
  }

  /// The account's customer; made where there is none yet.
  mutating func customer() throws(PlayError) -> String {
    let known = world.all("customer").last {
      !$0.isTrue("deleted") && $0["metadata"]["tollbridge_account"].text == cast.account
    }
    if let known { return known.word("id") }
    let customer = try post(
      "/v1/customers", [("email", "\(cast.account)@example.com"), ("metadata[tollbridge_account]", cast.account)])
    say("the app makes a customer")
    return customer.word("id")
  }

  /// Opens a checkout of a plan.
  mutating func checkout(plan: JSON) throws(PlayError) -> String {
    let session = try post(
      "/v1/checkout/sessions",
      [
        ("mode", "subscription"), ("customer", try customer()), ("client_reference_id", cast.account),
        ("success_url", "http://127.0.0.1/success?session_id={CHECKOUT_SESSION_ID}"),
        ("cancel_url", "http://127.0.0.1/canceled"), ("line_items[0][price]", plan.word("id")),
        ("line_items[0][quantity]", "1"), ("metadata[tollbridge_account]", cast.account),
        ("subscription_data[metadata][tollbridge_account]", cast.account),
      ])
    say("a checkout of \(name(plan)) is opened")
    return session.word("id")
  }

  /// Opens a checkout of a package, with auto-reload where a threshold is given.
  mutating func checkout(package: Bought) throws(PlayError) -> String {
    var pairs = [
      ("mode", "payment"), ("customer", try customer()), ("client_reference_id", cast.account),
      ("success_url", "http://127.0.0.1/success?session_id={CHECKOUT_SESSION_ID}"),
      ("cancel_url", "http://127.0.0.1/canceled"), ("line_items[0][price_data][currency]", "usd"),
      ("line_items[0][price_data][unit_amount]", String(package.amount)),
      ("line_items[0][price_data][product_data][name]", "\(package.key) package"), ("line_items[0][quantity]", "1"),
    ]
    if package.threshold != nil { pairs.append(("payment_intent_data[setup_future_usage]", "off_session")) }
    for target in ["metadata", "payment_intent_data[metadata]"] {
      pairs.append(("\(target)[tollbridge_account]", cast.account))
      pairs.append(("\(target)[tollbridge_package]", package.key))
      if let threshold = package.threshold { pairs.append(("\(target)[tollbridge_auto_reload]", String(threshold))) }
    }
    let session = try post("/v1/checkout/sessions", pairs)
    say("a checkout of the \(package.key) package is opened")
    return session.word("id")
  }

  // MARK: - What a person does

  mutating func pay(_ session: String, _ behaviour: Behaviour = .works) throws(PlayError) {
    switch world.pay(session: session, behaviour) {
    case .completed:
      say(behaviour.isBankDebit ? "it is paid by bank debit, which is on its way" : "it is paid")
    case .declined(let why): say("the card is declined: \(why)")
    case .asks: say("the bank asks")
    case .notOpen: throw PlayError(description: "the checkout is not open")
    }
  }

  // MARK: - Time

  mutating func wait(_ seconds: Int64) {
    world.advance(to: Int64(clamping: Int128(world.now) + Int128(max(0, seconds))))
  }

  mutating func wait(days: Int64) { wait(days * BillingCalendar.day) }

  /// Waits until the next period has begun and its invoice was charged.
  mutating func waitForRenewal(of id: String) {
    let end = subscription(id).firstItem.number("current_period_end")
    world.advance(to: end + world.settings.draftSeconds + 600)
    say("the period ended")
  }

  // MARK: - What is there

  func subscription(_ id: String) -> JSON { world["subscription", id] ?? .null }

  /// The account's newest subscription.
  func latestSubscription() throws(PlayError) -> String {
    guard
      let found = world.all("subscription").last(where: {
        $0["metadata"]["tollbridge_account"].text == cast.account
      })
    else { throw PlayError(description: "there is no subscription") }
    return found.word("id")
  }

  /// The newest paid charge of the account's customer.
  mutating func latestCharge() throws(PlayError) -> String {
    let customer = try customer()
    guard
      let found = world.all("charge").last(where: { $0["customer"].id == customer && $0.word("status") == "succeeded" })
    else { throw PlayError(description: "there is no charge") }
    return found.word("id")
  }

  func name(_ price: JSON) -> String {
    "\(world.name(of: price)) (\(price["recurring"]["interval"].text ?? "once"))"
  }
}
