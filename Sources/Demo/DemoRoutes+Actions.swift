internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// What the forms do: each is one call of the API, and a page to go to.
extension DemoRoutes {
  private static let formBytesMax = 16_384
  private static let pauseSeconds: Int64 = 30 * 86_400

  /// A form that came in.
  private struct Posted {
    let fields: [String: String]
    let account: String
    let key: String
    /// Where this app is reached, as the browser wrote it.
    let origin: String

    /// The account's place in the API.
    var path: String { "/v1/accounts/\(Link.encoded(account))" }
    var home: String { Link.home(account) }
    func done(_ code: String) -> String { Link.home(account, "&done=\(code)") }
  }

  func addActions(to router: Router<BasicRequestContext>) {
    add("checkout", to: router) { form throws(ServiceFailure) in try await checkout(form) }
    add("change", to: router) { form throws(ServiceFailure) in try await change(form) }
    add("verb", to: router) { form throws(ServiceFailure) in try await verb(form) }
    add("spend", to: router) { form throws(ServiceFailure) in try await spend(form) }
    add("portal", to: router) { form throws(ServiceFailure) in try await portal(form) }
    add("seen", to: router) { form throws(ServiceFailure) in
      let _: VerbAnswer = try await api.post(form.path + "/seen", ["what": "one_time"], key: form.key)
      return form.done("seen")
    }
    add("auto-reload/off", to: router) { form throws(ServiceFailure) in
      try await api.delete(form.path + "/auto-reload", key: form.key)
      return form.done("reload_off")
    }
    add("stand-in/:lever", to: router) { form throws(ServiceFailure) in try await pull(form) }
  }

  private func add(
    _ path: RouterPath, to router: Router<BasicRequestContext>,
    _ act: @escaping @Sendable (Posted) async throws(ServiceFailure) -> String
  ) {
    router.post(path) { request, _ in
      let form = try await posted(request)
      do throws(ServiceFailure) { return Frame.redirect(to: try await act(form)) } catch {
        return await page(form.account, failure: error)
      }
    }
  }

  /// Reads a form of our own pages; one that another site sends is refused.
  private func posted(_ request: Request) async throws -> Posted {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
    guard site == nil || site == "same-origin" || site == "none" else { throw HTTPError(.forbidden) }
    let body = try await request.body.collect(upTo: Self.formBytesMax)
    guard var fields = try? URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: body)) else {
      throw HTTPError(.badRequest)
    }
    fields["lever"] = request.uri.path.split(separator: "/").last.map(String.init)
    let key = fields["key"] ?? ""
    let isFit = (8...64).contains(key.count) && Link.encoded(key) == key
    return Posted(
      fields: fields, account: Self.account(fields["account"]), key: isFit ? key : Forms.newKey(),
      origin: "http://\(request.head.authority ?? "")")
  }

  // MARK: Buying

  private func checkout(_ form: Posted) async throws(ServiceFailure) -> String {
    let (order, back) = (Order(form.fields), "account=\(Link.encoded(form.account))")
    var body = order.body
    body["success_url"] = .text("\(form.origin)/result?\(back)&session_id={CHECKOUT_SESSION_ID}")
    body["cancel_url"] = .text("\(form.origin)/canceled?\(back)")
    let answer: VerbAnswer = try await api.post(form.path + "/checkouts", body, key: form.key)
    if let id = answer.id { await checkouts.keep(id, order, of: form.account) }
    return next(answer, form)
  }

  private func change(_ form: Posted) async throws(ServiceFailure) -> String {
    var body = Order(form.fields).body
    body["return_url"] = .text(form.origin + form.home)
    if form.fields["acknowledge"] == "irreversible" { body["acknowledge"] = .list(["irreversible"]) }
    let answer: VerbAnswer = try await api.post(form.path + "/subscription/change", body, key: form.key)
    return next(answer, form)
  }

  /// A page of the provider's where there is one to go on at.
  private func next(_ answer: VerbAnswer, _ form: Posted) -> String {
    answer.url ?? form.done(answer.status == "scheduled" ? "scheduled" : "changed")
  }

  // MARK: The subscription

  private func verb(_ form: Posted) async throws(ServiceFailure) -> String {
    let path = form.path + "/subscription"
    switch form.fields["verb"] {
    case "cancel": return try await done("cancel", "canceled", form)
    case "uncancel": return try await done("uncancel", "uncanceled", form)
    case "resume": return try await done("resume", "resumed", form)
    case "pause":
      let until = Date(timeIntervalSince1970: TimeInterval(try await now() + Self.pauseSeconds))
      return try await done("pause", "paused", form, ["until": .text(until.formatted(.iso8601))])
    case "undo_scheduled_change":
      try await api.delete(path + "/scheduled-change", key: form.key)
      return form.done("undone")
    default: return form.home
    }
  }

  private func done(
    _ verb: String, _ code: String, _ form: Posted, _ body: [String: Field] = [:]
  ) async throws(ServiceFailure) -> String {
    let _: VerbAnswer = try await api.post("\(form.path)/subscription/\(verb)", body, key: form.key)
    return form.done(code)
  }

  /// The stand-in's time where there is one: its clock is moved.
  private func now() async throws(ServiceFailure) -> Int64 {
    guard let standIn else { return Int64(Date().timeIntervalSince1970) }
    return try await standIn.now()
  }

  private func portal(_ form: Posted) async throws(ServiceFailure) -> String {
    let answer: VerbAnswer = try await api.post(
      form.path + "/portal", ["return_url": .text(form.origin + form.home)], key: form.key)
    return answer.url ?? form.home
  }

  // MARK: Credits

  private func spend(_ form: Posted) async throws(ServiceFailure) -> String {
    var body: [String: Field] = [:]
    if let action = form.fields["action"] { body["action"] = .text(action) }
    if let amount = form.fields["amount"].flatMap({ Int64($0) }) { body["amount"] = .number(amount) }
    let _: SpendAnswer = try await api.post(form.path + "/spends", body, key: form.key)
    return form.done("spent")
  }

  // MARK: The stand-in

  private func pull(_ form: Posted) async throws(ServiceFailure) -> String {
    guard let standIn else { return form.home }
    switch form.fields["lever"] {
    case "clock":
      try await standIn.advance(days: form.fields["days"].flatMap { Int64($0) } ?? 1)
      return form.done("clock")
    case "card":
      try await standIn.setCards(of: form.fields["customer"] ?? "", form.fields["behaviour"] ?? "declined")
      return form.done("card")
    case "scenario":
      try await standIn.play(form.fields["scenario"] ?? "", for: form.account)
      return form.done("played")
    default: return form.home
    }
  }
}
