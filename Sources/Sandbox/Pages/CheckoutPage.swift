/// The hosted checkout page: what is bought, and a button for every way to pay.
struct CheckoutPage {
  let id: String

  func answer(_ world: inout World, _ action: String?) -> Answer {
    guard let session = world["checkout.session", id] else {
      return HTML.page("Not found", status: 404, "<h1>Not found</h1><p>There is no such checkout.</p>")
    }
    guard let action else { return show(session) }
    if action == "cancel" { return leave(session) }
    let result: World.CheckoutResult
    switch action {
    case "pay": result = world.pay(session: id, .works)
    case "decline": result = world.pay(session: id, .declined)
    case "insufficient": result = world.pay(session: id, .insufficientFunds)
    case "authenticate": result = world.pay(session: id, .authentication)
    case "confirm": result = world.pay(session: id, .authentication, confirmed: true)
    case "refuse": result = .declined("The bank could not confirm that it is you. Use another card.")
    case "bank_debit": result = world.pay(session: id, .bankDebit)
    case "bank_debit_fails": result = world.pay(session: id, .bankDebitFails)
    case "fails_later": result = world.pay(session: id, .failsLater)
    case "disputed": result = world.pay(session: id, .disputed)
    default: return show(session, problem: "There is no such way to pay.", status: 400)
    }
    let now = world["checkout.session", id] ?? session
    switch result {
    case .completed: return HTML.redirect(to: successURL(now))
    case .declined(let why): return show(now, problem: why)
    case .asks: return ask()
    case .notOpen: return show(now)
    }
  }

  private func successURL(_ session: JSON) -> String {
    session.word("success_url").replacing("{CHECKOUT_SESSION_ID}", with: id)
      .replacing("%7BCHECKOUT_SESSION_ID%7D", with: id)
  }

  /// Leaving changes nothing: the checkout stays open.
  private func leave(_ session: JSON) -> Answer {
    guard let url = session["cancel_url"].text else { return show(session) }
    return HTML.redirect(to: url)
  }

  private func show(_ session: JSON, problem: String? = nil, status: Int = 200) -> Answer {
    switch session.word("status") {
    case "open": break
    case "complete":
      return HTML.page(
        "Paid",
        "<h1>All done</h1><p>This checkout is complete.</p>"
          + "<p><a href=\"\(HTML.text(successURL(session)))\">Go back to the app</a></p>")
    default:
      return HTML.page("Expired", status: 410, "<h1>This checkout has expired</h1><p>Start again from the app.</p>")
    }
    let isSubscription = session.word("mode") == "subscription"
    var main = "<h1>\(isSubscription ? "Subscribe" : "Pay") \(total(session))</h1>"
    if let problem { main += "<p class=\"problem\" role=\"alert\">\(HTML.text(problem))</p>" }
    main += table(session)
    main += "<form method=\"post\">"
    main += HTML.button("pay", "\(isSubscription ? "Subscribe" : "Pay") with a card that works", style: "main")
    main += HTML.button("decline", "Pay with a card that is declined")
    main += HTML.button("insufficient", "Pay with a card that has insufficient funds")
    main += HTML.button("authenticate", "Pay with a card whose bank asks")
    main += HTML.button("bank_debit", "Pay by bank debit, which takes days")
    main += HTML.button("bank_debit_fails", "Pay by bank debit, which fails after days")
    main += HTML.button("cancel", "Cancel and go back", style: "plain")
    return HTML.page("Checkout", status: status, main + "</form>")
  }

  private func total(_ session: JSON) -> String {
    HTML.money(session.number("amount_total"), session.word("currency"))
  }

  private func table(_ session: JSON) -> String {
    var rows = ""
    for line in session["_line_items"].elements {
      let interval = line["price"]["recurring"]["interval"].text.map { " a \($0)" } ?? ""
      let words = "\(HTML.text(line.word("description")))\(HTML.text(interval.isEmpty ? "" : ","  + interval))"
      let amount = HTML.money(line.number("amount_subtotal"), session.word("currency"))
      rows += "<tr><th scope=\"row\">\(line.number("quantity")) × \(words)</th><td>\(amount)</td></tr>"
    }
    let off = session["total_details"].number("amount_discount")
    if off > 0 {
      rows += "<tr><th scope=\"row\">Discount</th><td>\(HTML.money(-off, session.word("currency")))</td></tr>"
    }
    return "<table><caption hidden>What you buy</caption><tbody>\(rows)"
      + "<tr class=\"total\"><th scope=\"row\">Due today</th><td>\(total(session))</td></tr></tbody></table>"
  }

  private func ask() -> Answer {
    HTML.page(
      "Your bank asks",
      "<h1>Your bank asks</h1><p>Is it you who pays?</p><form method=\"post\">"
        + HTML.button("confirm", "Yes, confirm the payment", style: "main") + HTML.button("refuse", "No, refuse it")
        + "</form>")
  }
}
