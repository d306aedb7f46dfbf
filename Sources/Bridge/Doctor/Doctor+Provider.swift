internal import Billing
internal import Stripe

/// The provider: the key, the clock, the catalogue's prices and coupons, and where it sends its events.
extension Doctor {
  private static let push = "run tollbridge catalog push"

  func providerFindings() async -> [Checkup.Finding] {
    guard let client, let provider = settings.provider else {
      return [.warning("provider", "nothing is asked of it", "set STRIPE_SECRET_KEY")]
    }
    do {
      let answer = try await client.send(.webhookEndpoints(), deadline: .seconds(15))
      let mode = provider.key.isLive ? "live: it moves real money" : "test"
      return [.ok("key", "the provider takes \(provider.key); mode \(mode)")] + clock(answer.date)
        + endpoints(answer.json.list("data")) + (await goods(client))
    } catch {
      return [Self.refusal(error)]
    }
  }

  private static func refusal(_ failure: StripeFailure) -> Checkup.Finding {
    switch failure {
    case .refused(let error) where error.status == 401:
      .failure(
        "key", "the provider does not know it: \(error.message)", "set STRIPE_SECRET_KEY to a key that is in use")
    case .refused(let error) where error.status == 403:
      .failure("key", "it may not do this: \(error.message)", "give the restricted key the permission")
    default: .failure("provider", "\(failure)", "check the network and STRIPE_API_BASE")
    }
  }

  // MARK: The clock

  /// A signature is refused once the clocks differ by more than the tolerance.
  private func clock(_ date: String?) -> [Checkup.Finding] {
    guard let told = date.flatMap({ HTTPDate.instant($0) })?.seconds else { return [] }
    let difference = now() - told
    let words = "this machine's clock is \(abs(difference)) s \(difference < 0 ? "behind" : "ahead of") the provider's"
    let advice = "set the clock by NTP"
    if abs(difference) > settings.toleranceSeconds { return [.failure("clock", words, advice)] }
    return [abs(difference) > 5 ? .warning("clock", words, advice) : .ok("clock", words)]
  }

  // MARK: Endpoints

  private func endpoints(_ all: [JSONValue]) -> [Checkup.Finding] {
    let enabled = all.filter { $0.text("status") == "enabled" }
    let ours = enabled.filter { $0.text("url")?.hasSuffix("/webhooks/stripe") == true }
    let known = (ours.isEmpty ? enabled : ours).map { (endpoint: $0, missing: Self.missing($0)) }
    guard let best = known.min(by: { $0.missing.count < $1.missing.count }) else {
      let words = all.isEmpty ? "the provider has none" : "none at the provider is enabled"
      let advice =
        "make one for https://YOUR-HOST/webhooks/stripe with the events "
        + EventTypes.wanted.joined(separator: ", ")
      // While trying, the events may come another way.
      return [
        settings.provider?.key.isLive == true
          ? .failure("endpoint", words, advice) : .warning("endpoint", words, advice)
      ]
    }
    let url = best.endpoint.text("url") ?? best.endpoint.ownID ?? "?"
    guard best.missing.isEmpty else {
      return [
        .failure("endpoint", "\(url) is not sent \(best.missing.joined(separator: ", "))", "add them to its events")
      ]
    }
    return [.ok("endpoint", "\(url) is enabled and sent all that is read"), Self.version(best.endpoint)]
  }

  private static func missing(_ endpoint: JSONValue) -> [String] {
    let sent = Set(endpoint["enabled_events"]?.elements.compactMap(\.string) ?? [])
    return sent.contains("*") ? [] : EventTypes.wanted.filter { !sent.contains($0) }
  }

  /// The shape of what is sent is the endpoint's, whatever version our requests name. Versions begin with their day.
  private static func version(_ endpoint: JSONValue) -> Checkup.Finding {
    guard let version = endpoint.text("api_version") else {
      return .ok("version", "events come in the version of the Stripe account")
    }
    guard version.prefix(10) <= StripeClient.pinnedVersion.prefix(10) else {
      return .warning(
        "version", "events come in \(version), which is newer than \(StripeClient.pinnedVersion)",
        "make an endpoint of version \(StripeClient.pinnedVersion), or a newer tollbridge read it first")
    }
    return .ok("version", "events come in \(version)")
  }

  // MARK: What is sold

  private func goods(_ client: StripeClient) async -> [Checkup.Finding] {
    let survey: CatalogSurvey
    do { survey = try await CatalogSurvey(Goods(catalog), client) } catch { return [Self.refusal(error)] }
    var findings = survey.prices.compactMap { Self.finding($0.product, $0.price, $0.standing) }
    findings += survey.coupons.compactMap { Self.finding($0.coupon, $0.standing) }
    let prices = survey.prices.count { $0.standing == .same }
    findings.append(.ok("prices", "\(prices) of \(survey.prices.count) lookup keys have the catalogue's terms"))
    if !survey.coupons.isEmpty {
      let coupons = survey.coupons.count { $0.standing == .same }
      findings.append(.ok("coupons", "\(coupons) of \(survey.coupons.count) have the catalogue's terms"))
    }
    return findings
  }

  private static func finding(
    _ product: Goods.Product, _ price: Goods.Price, _ standing: CatalogSurvey.Standing
  ) -> Checkup.Finding? {
    let words: String
    switch standing {
    case .same: return nil
    case .missing: words = "\(price.lookupKey) is not there (\(product.name), \(price.words))"
    case .different(let found, _):
      words = "\(price.lookupKey) is \(found); the catalogue says \(product.name), \(price.words)"
    }
    // A package is sold at the price that its checkout names: nobody is refused or pays another one.
    return price.interval == nil ? .warning("prices", words, push) : .failure("prices", words, push)
  }

  private static func finding(_ coupon: Goods.Coupon, _ standing: CatalogSurvey.Standing) -> Checkup.Finding? {
    guard let wanted = coupon.words else {
      return .failure(
        "coupons", "offer \(coupon.name) takes another amount off each of its prices, which no coupon can",
        "name fewer plans or an interval")
    }
    switch standing {
    case .same: return nil
    case .missing: return .failure("coupons", "\(coupon.id) is not there (\(wanted))", push)
    case .different(let found, _):
      return .failure(
        "coupons", "\(coupon.id) is \(found); the catalogue says \(wanted)", "delete it and \(push), or name another")
    }
  }
}
