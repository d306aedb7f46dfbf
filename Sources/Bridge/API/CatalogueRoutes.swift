internal import Billing
internal import Hummingbird

/// What is for sale and what it costs, for an account or for nobody.
extension APIRoutes {
  func addCatalogue(_ group: RouterGroup<BasicRequestContext>) {
    group.get("plans") { request, _ in try await plans(request) }
    group.get("packages") { request, _ in try await packages(request) }
    group.get("quote") { request, _ in try quote(request) }
    group.get("accounts/:account/auto-reload") { _, context in try await autoReload(context) }
    group.post("accounts/:account/seen") { request, context in try await see(request, context) }
    group.post("accounts/:account/subscription/change/preview") { request, context in
      try await previewChange(request, context)
    }
  }

  private var catalog: Catalog { ledgers.catalog }
  private var moment: Instant { Instant(seconds: now()) ?? .latest }

  // MARK: For sale

  private func plans(_ request: Request) async throws -> Response {
    let text = request.uri.queryParameters["interval"].map(String.init) ?? BillingInterval.month.rawValue
    guard let interval = BillingInterval(rawValue: text) else {
      throw Problem.invalid("interval", "Write month or year.")
    }
    switch try viewer(request) {
    case .account(let id):
      let account = try await current(id)
      return try Self.answer(PlansView(account.plansPage(interval), for: account, free: catalog.freePlan))
    case .nobody(let region):
      let page = catalog.plansPage(interval, region: region, at: moment)
      return try Self.answer(PlansView(page, for: nil, free: catalog.freePlan))
    }
  }

  private func packages(_ request: Request) async throws -> Response {
    switch try viewer(request) {
    case .account(let id):
      let account = try await current(id)
      return try Self.answer(PackagesView(account.packagesPage(), for: account, catalog))
    case .nobody(let region):
      return try Self.answer(PackagesView(catalog.packagesPage(region: region, at: moment), for: nil, catalog))
    }
  }

  private enum Viewer {
    case account(AccountID)
    case nobody(region: String?)
  }

  /// Who looks: an account has its region by itself, so that the page and the checkout agree.
  private func viewer(_ request: Request) throws -> Viewer {
    let query = request.uri.queryParameters
    let region = query["region"].map(String.init)
    if let region, !catalog.regions.contains(where: { $0.key == region }) {
      throw Problem.invalid("region", "The catalogue has no region \(region).")
    }
    guard let text = query["account"] else { return .nobody(region: region) }
    guard let account = AccountID(String(text)) else {
      throw Problem.invalid("account", "Write 1 to 128 characters of A-Za-z0-9._:@-.")
    }
    guard region == nil else {
      throw Problem.invalid("region", "Leave it out with an account: PUT /v1/accounts/{id} sets its region.")
    }
    return .account(account)
  }

  private struct QuoteView: Encodable {
    let action: String
    let name: String
    let quantity: Int64
    let amount: Credits
  }

  private func quote(_ request: Request) throws -> Response {
    let query = request.uri.queryParameters
    guard let action = query["action"] else { throw Problem.invalid("action", "It is required.") }
    let quantity = query["quantity"].map { Int64($0) } ?? 1
    guard let quantity else { throw Problem.invalid("quantity", "Write a whole number.") }
    let quote: Quote
    do { quote = try catalog.quote(String(action), quantity: quantity) } catch { throw Problem(error) }
    let name = catalog.action(quote.action)?.name ?? quote.action
    return try Self.answer(QuoteView(action: quote.action, name: name, quantity: quote.quantity, amount: quote.amount))
  }

  // MARK: Of an account

  private func autoReload(_ context: BasicRequestContext) async throws -> Response {
    try Self.answer(AutoReloadView(try await current(try account(context)), catalog))
  }

  private func see(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let (account, id) = (try account(context), try command(request))
    guard try await RequestBody(request, knowing: ["what"]).text("what") == "one_time" else {
      throw Problem.invalid("what", "Write one_time.")
    }
    try await take(account, id) { account, moment throws(Refusal) in try account.seePackages(id: id, at: moment) }
    return Self.json(#"{"status":"done"}"#)
  }

  /// Changes nothing, so it asks for no key.
  private func previewChange(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let id = try account(context)
    let choice = try choice(try await RequestBody(request, knowing: ["plan", "interval"]))
    let account = try await current(id)
    let preview: ChangePreview
    do { preview = try account.previewChange(choice) } catch { throw Problem(error) }
    return try Self.answer(ChangePreviewView(preview, at: account.moment))
  }

  private static func answer(_ view: some Encodable) throws -> Response {
    json(try JSONText.canonical(view, snakeCase: true))
  }
}
