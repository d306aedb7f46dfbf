internal import HTTPTypes
internal import Hummingbird

/// The pages of the demo and what its forms do.
struct DemoRoutes: Sendable {
  /// The account of who names none.
  static let defaultAccount = "ada"
  /// How long the result of a checkout is waited for, in seconds.
  private static let waitSeconds = 20

  let api: ServiceAPI
  let standIn: StandIn?
  let checkouts = LastCheckouts()

  var frame: Frame {
    Frame(formTargets: standIn.map { [$0.origin] } ?? ["https://checkout.stripe.com", "https://billing.stripe.com"])
  }

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("style.css") { _, _ in frame.answer(StyleSheet.text, "text/css; charset=utf-8") }
    router.get("") { request, _ in await home(request) }
    router.get("confirm") { request, _ in await confirm(request) }
    router.get("result") { request, _ in await result(request) }
    router.get("canceled") { request, _ in await canceled(request) }
    addActions(to: router)
    return router
  }

  // MARK: What every page needs

  static func query(_ request: Request, _ name: String) -> String? {
    request.uri.queryParameters[Substring(name)].map(String.init)
  }

  static func account(_ name: String?) -> String { name.flatMap { $0.isEmpty ? nil : $0 } ?? defaultAccount }

  private func account(_ request: Request) -> String { Self.account(Self.query(request, "account")) }

  /// The page of an account, with a notice above; where the service is down, the notice that says so.
  func page(_ name: String, notice: Markup = "", failure: ServiceFailure? = nil) async -> Response {
    let forms = Forms(account: name)
    let status = failure.map { HTTPResponse.Status(code: Notices.status(of: $0)) } ?? .ok
    let above = failure.map { Notices.failure($0, forms) } ?? notice
    do throws(ServiceFailure) {
      let screen = try await Screen(name, from: api)
      let standIn = await standInSection(screen, forms)
      return frame.answer(
        "\(name) · demo", status: status,
        AccountPage(screen: screen, forms: forms).main(notice: above, standIn: standIn))
    } catch { return trouble(error, forms) }
  }

  /// A page that has nothing but why there is no other.
  private func trouble(_ failure: ServiceFailure, _ forms: Forms) -> Response {
    let main: Markup = "<header><h1>\(forms.account)</h1></header>\(Notices.failure(failure, forms))"
    return frame.answer("\(forms.account) · demo", status: .init(code: Notices.status(of: failure)), main)
  }

  private func standInSection(_ screen: Screen, _ forms: Forms) async -> Markup {
    guard let standIn else { return "" }
    let scenarios = (try? await standIn.scenarios()) ?? []
    return StandInSection(
      standIn: standIn, scenarios: scenarios, customer: screen.account.customer, forms: forms
    ).markup
  }

  // MARK: Pages

  private func home(_ request: Request) async -> Response {
    await page(account(request), notice: Notices.done(Self.query(request, "done")))
  }

  private func confirm(_ request: Request) async -> Response {
    let forms = Forms(account: account(request))
    let (id, plan) = (Link.encoded(forms.account), Self.query(request, "plan") ?? "")
    let interval = Self.query(request, "interval") == "year" ? "year" : "month"
    do throws(ServiceFailure) {
      let plans: PlansAnswer = try await api.get("/v1/plans?interval=\(interval)&account=\(id)")
      let preview: PreviewAnswer = try await api.post(
        "/v1/accounts/\(id)/subscription/change/preview", ["plan": .text(plan), "interval": .text(interval)],
        key: Forms.newKey())
      guard let card = plans.cards.first(where: { $0.plan == plan }) else { throw .unreadable }
      let page = ConfirmPage(card: card, interval: interval, preview: preview, forms: forms)
      return frame.answer("Confirm · demo", page.markup)
    } catch { return await self.page(forms.account, failure: error) }
  }

  /// Where the provider's page leads back to: the result is waited for by the service.
  private func result(_ request: Request) async -> Response {
    let name = account(request)
    guard let session = Self.query(request, "session_id") else { return Frame.redirect(to: Link.home(name)) }
    return await result(of: session, name)
  }

  /// The person came back without paying. The provider does not say from which checkout, so the last one is meant.
  private func canceled(_ request: Request) async -> Response {
    let name = account(request)
    guard let (session, _) = await checkouts.last(of: name) else { return Frame.redirect(to: Link.home(name)) }
    do throws(ServiceFailure) {
      // The key is the checkout's own: the page may be looked at again.
      let _: VerbAnswer = try await api.post(
        "/v1/checkouts/\(Link.encoded(session))/cancel", key: "demo_cancel_\(Link.encoded(session))")
    } catch { return await page(name, failure: error) }
    return await result(of: session, name)
  }

  private func result(of session: String, _ name: String) async -> Response {
    let forms = Forms(account: name)
    let order = await checkouts.last(of: name).flatMap { $0.session == session ? $0.order : nil }
    do throws(ServiceFailure) {
      let result: ResultAnswer = try await api.get("/v1/checkouts/\(Link.encoded(session))?wait=\(Self.waitSeconds)")
      let again = "/result?account=\(Link.encoded(name))&session_id=\(Link.encoded(session))"
      return frame.answer(
        "\(result.title) · demo", ResultPage(result: result, again: again, order: order, forms: forms).markup)
    } catch { return await page(name, failure: error) }
  }
}

/// The last checkout of each account, in memory: what a person who comes back without paying came back from.
actor LastCheckouts {
  private static let accountsMax = 1000
  private var known: [String: (session: String, order: Order)] = [:]

  func last(of account: String) -> (session: String, order: Order)? { known[account] }

  func keep(_ session: String, _ order: Order, of account: String) {
    if known.count >= Self.accountsMax { known.removeAll() }
    known[account] = (session, order)
  }
}
