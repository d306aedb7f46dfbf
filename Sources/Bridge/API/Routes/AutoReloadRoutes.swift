internal import Billing
internal import HTTPTypes

/// Buying a package by itself when the balance falls.
extension APIRoutes {
  private static let path = "/v1/accounts/{account}/auto-reload"

  var autoReloadRoutes: [Route] {
    let reply = Route.Reply.json(AutoReloadView.schema, "As it is set.")
    return [
      Route(
        method: .get, path: Self.path, callers: .readers, summary: "Auto-reload as it is set", reply: reply,
        problems: [404], run: { call in try look(call) { try autoReload($0, call) } }),
      Route(
        method: .put, path: Self.path, callers: .backendAndBrowser,
        summary: "Turns it on, or changes package, threshold or maximum; nothing is charged",
        body: [
          .may("enabled", .flag, "true turns it on, false off; not said, only a package turns on what is off."),
          .may("package", .key, "The one that was set where it is not said."),
          .may("threshold", .integer(0...Catalog.creditsMax), "In credits; as it was set where it is not said."),
          .may(
            "monthly_maximum", .orNull(.count),
            "Of what reloads may cost in a month, in the currency's minor unit; null for none, as set where not said."),
          Self.consent,
        ], reply: reply, problems: [403, 409, 502], run: Route.waiting(setAutoReload)),
      Route(
        method: .delete, path: Self.path, callers: .backendAndBrowser, summary: "Turns it off", reply: reply,
        run: disableAutoReload),
    ]
  }

  private func autoReload(_ account: Account, _ call: Call) throws -> Answer {
    try Answer(AutoReloadView(account, catalog, call.messages))
  }

  private func setAutoReload(_ call: Call) async throws -> Answer {
    guard call.body.flagIfAny("enabled") ?? true else { return try await disableAutoReload(call).answer }
    let (account, body, id) = (try call.account(), call.body, call.id("auto_reload"))
    let maximum: ReloadMaximum =
      body.integerIfAny("monthly_maximum").map { .amount($0) } ?? (body.has("monthly_maximum") ? .none : .asSet)
    let turnsOn = body.flagIfAny("enabled") ?? body.has("package")
    let hasCard = try await results?.hasCard(account) ?? false
    _ = try await inbox.take(
      Command(account: account, id: id) { account, moment throws(Refusal) in
        try account.setAutoReload(
          turnsOn: turnsOn, package: body.textIfAny("package"), threshold: body.integerIfAny("threshold"),
          maximum: maximum, hasCard: hasCard,
          consent: body.textIfAny("consent") ?? AutoReloadOrder.consentVersion, id: id, at: moment)
      })
    return try autoReload(try await current(account), call)
  }

  private func disableAutoReload(_ call: Call) throws -> Work {
    let id = call.id("auto_reload_off")
    return decide(call, try call.account()) { account, moment throws(Refusal) in
      let done = try account.disableAutoReload(id: id, at: moment)
      return Decision(answer: AutoReloadView(account, catalog, call.messages), facts: done.facts, effects: done.effects)
    } view: { (view: AutoReloadView) in
      view
    }
  }
}
