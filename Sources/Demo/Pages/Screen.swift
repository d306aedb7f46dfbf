/// All that the page of an account shows, asked of the service in one go.
struct Screen: Sendable {
  let account: AccountAnswer
  let monthly: PlansAnswer
  let yearly: PlansAnswer
  let packages: PackagesAnswer
  let autoReload: AutoReloadAnswer
  let image: QuoteAnswer
  let timeline: TimelineAnswer

  init(_ name: String, from api: ServiceAPI) async throws(ServiceFailure) {
    let id = Link.encoded(name)
    // An account exists from its first touch; what is asked after it finds it.
    account = try await api.get("/v1/accounts/\(id)")
    async let monthly: PlansAnswer = api.get("/v1/plans?interval=month&account=\(id)")
    async let yearly: PlansAnswer = api.get("/v1/plans?interval=year&account=\(id)")
    async let packages: PackagesAnswer = api.get("/v1/packages?account=\(id)")
    async let autoReload: AutoReloadAnswer = api.get("/v1/accounts/\(id)/auto-reload")
    async let image: QuoteAnswer = api.get("/v1/quote?action=image&quantity=1")
    async let timeline: TimelineAnswer = api.get("/v1/accounts/\(id)/timeline?limit=\(AccountPage.timelineMax)")
    do {
      (self.monthly, self.yearly, self.packages) = (try await monthly, try await yearly, try await packages)
      (self.autoReload, self.image, self.timeline) = (try await autoReload, try await image, try await timeline)
    } catch { throw error as? ServiceFailure ?? .unreadable }
  }
}
