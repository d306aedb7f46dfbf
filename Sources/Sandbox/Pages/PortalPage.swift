/// The portal: a card, a cancellation, a change to confirm.
struct PortalPage {
  let id: String

  func answer(_ world: inout World, _ action: String?) -> Answer {
    guard let session = world["billing_portal.session", id],
      let customer = world["customer", session.word("customer")]
    else { return HTML.page("Not found", status: 404, "<h1>Not found</h1><p>There is no such session.</p>") }
    guard let action else { return show(world, session, customer) }
    switch action {
    case "card", "failing_card": return update(&world, session, customer, fails: action == "failing_card")
    case "return": return back(session, world)
    case "confirm_update", "decline_update": return confirm(&world, session, customer, pays: action == "confirm_update")
    default: return subscription(&world, session, customer, action)
    }
  }

  // MARK: - What it does

  private func update(_ world: inout World, _ session: JSON, _ customer: JSON, fails: Bool) -> Answer {
    let method = world.newPaymentMethod(fails ? .failsLater : .works, email: customer["email"].text)
    world.makeDefault(method, of: customer)
    return done(world, session, "The card was changed.")
  }

  /// `cancel:sub_…` or `undo:sub_…`.
  private func subscription(_ world: inout World, _ session: JSON, _ customer: JSON, _ action: String) -> Answer {
    let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["cancel", "undo"].contains(parts[0]), let known = world["subscription", parts[1]],
      known["customer"] == customer["id"], !known.isOver
    else { return show(world, session, customer, problem: "That cannot be done.") }
    let body = "cancel_at_period_end=\(parts[0] == "cancel")"
    let answer = world.answer(Call("POST", "/v1/subscriptions/\(parts[1])", body: body, apiKey: world.ownKey))
    guard answer.status == 200 else {
      return show(world, session, customer, problem: answer.json["error"].word("message"))
    }
    return done(world, session, parts[0] == "cancel" ? "It will end with the period." : "It goes on.")
  }

  private func confirm(_ world: inout World, _ session: JSON, _ customer: JSON, pays: Bool) -> Answer {
    let flow = session["flow"]["subscription_update_confirm"]
    guard let item = flow["items"].elements.first, let subscription = world["subscription", flow.word("subscription")],
      !subscription.isOver
    else { return show(world, session, customer, problem: "There is nothing to confirm.") }
    let price = item["price"].id.flatMap { world["price", $0] } ?? subscription.firstItem["price"]
    let method = pays ? nil : world.newPaymentMethod(.declined, email: customer["email"].text)
    do throws(APIError) {
      try world.changeItems(
        subscription.word("id"),
        to: World.ItemChange(
          price: price, quantity: item["quantity"].integer ?? 1, proration: "always_invoice",
          payment: "error_if_incomplete", onSession: true, method: method))
      return done(world, session, "Your plan was changed.")
    } catch {
      return show(world, session, customer, problem: error.message)
    }
  }

  /// Back to the app where the flow says so, else a word that it is done.
  private func done(_ world: World, _ session: JSON, _ words: String) -> Answer {
    let after = session["flow"]["after_completion"]
    if after.word("type") == "redirect", let url = after["redirect"]["return_url"].text {
      return HTML.redirect(to: url)
    }
    let customer = world["customer", session.word("customer")] ?? .null
    return show(world, session, customer, words: words)
  }

  private func back(_ session: JSON, _ world: World) -> Answer {
    guard let url = session["return_url"].text else { return HTML.redirect(to: "/p/session/\(id)") }
    return HTML.redirect(to: url)
  }

  // MARK: - How it looks

  private func show(
    _ world: World, _ session: JSON, _ customer: JSON, problem: String? = nil, words: String? = nil
  ) -> Answer {
    var main = "<h1>Your subscription</h1><p>\(HTML.text(customer["email"].text ?? customer.word("id")))</p>"
    if let problem { main += "<p class=\"problem\" role=\"alert\">\(HTML.text(problem))</p>" }
    if let words { main += "<p role=\"status\">\(HTML.text(words))</p>" }
    let flow = session["flow"].word("type")
    main += "<form method=\"post\">"
    if flow == "subscription_update_confirm" { main += change(world, session) }
    if flow.isEmpty || flow == "payment_method_update" {
      main += "<h2>Payment method</h2>" + HTML.button("card", "Change to a card that works", style: "main")
      main += HTML.button("failing_card", "Change to a card that fails when it is charged")
    }
    if flow.isEmpty || flow == "subscription_cancel" { main += subscriptions(world, session, customer) }
    if session["return_url"].text != nil { main += HTML.button("return", "Go back", style: "plain") }
    return HTML.page("Portal", main + "</form>")
  }

  private func subscriptions(_ world: World, _ session: JSON, _ customer: JSON) -> String {
    let only = session["flow"]["subscription_cancel"]["subscription"].text
    var text = ""
    for subscription in world.all("subscription") where subscription["customer"] == customer["id"] {
      let id = subscription.word("id")
      guard !subscription.isOver, only == nil || only == id else { continue }
      let name = world.name(of: subscription.firstItem["price"])
      let end = BillingCalendar.words(subscription.firstItem.number("current_period_end"))
      let isEnding = subscription.isTrue("cancel_at_period_end")
      text += "<h2>\(HTML.text(name))</h2><p>\(isEnding ? "Ends" : "Renews") on \(HTML.text(end))</p>"
      text +=
        isEnding
        ? HTML.button("undo:\(id)", "Keep the subscription", style: "main")
        : HTML.button("cancel:\(id)", "Cancel at the end of the period")
    }
    return text.isEmpty ? "<p>There is no subscription.</p>" : text
  }

  private func change(_ world: World, _ session: JSON) -> String {
    let flow = session["flow"]["subscription_update_confirm"]
    let price = flow["items"].elements.first?["price"].id.flatMap { world["price", $0] } ?? .null
    let amount = HTML.money(price.number("unit_amount"), price.word("currency"))
    let words = "\(HTML.text(world.name(of: price))), \(amount) a \(HTML.text(price["recurring"].word("interval")))"
    return "<h2>Change to \(words)</h2>" + HTML.button("confirm_update", "Confirm and pay", style: "main")
      + HTML.button("decline_update", "Confirm with a card that is declined")
  }
}

extension World {
  /// A key that the world takes from its own pages.
  var ownKey: String { settings.apiKeys.min() ?? "sk_test_sandbox" }

  /// Attaches a payment method and makes it the one for renewals, of the customer and of all its subscriptions.
  mutating func makeDefault(_ method: JSON, of customer: JSON) {
    attach(method, to: customer)
    change("customer", customer.word("id"), telling: "customer.updated") {
      $0["invoice_settings"]["default_payment_method"] = method["id"]
    }
    for subscription in all("subscription") where subscription["customer"] == customer["id"] && !subscription.isOver {
      change("subscription", subscription.word("id"), telling: "customer.subscription.updated") {
        $0["default_payment_method"] = method["id"]
      }
    }
  }
}
