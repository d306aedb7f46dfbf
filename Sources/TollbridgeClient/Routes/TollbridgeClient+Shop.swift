/// What is for sale and what it costs, for an account or for nobody.
extension TollbridgeClient {
  /// The plans page: cards with their one button, offers, comparison table.
  ///
  /// - Parameters:
  ///   - account: whose page it is; nil for a token's own, or nobody's.
  ///   - region: of the catalogue, for nobody's; an account has its own.
  /// - Throws: ``Problem`` 422 for a region that there is not.
  public func plans(
    interval: Interval = .month, for account: String? = nil, region: String? = nil
  ) async throws -> Plans {
    try await send(
      .get(["v1", "plans"], [("interval", interval.rawValue), ("account", account), ("region", region)]))
  }

  /// One-time packages: whether they may be bought, which prompt, the red dot.
  ///
  /// - Parameters:
  ///   - account: whose dialog it is; nil for a token's own, or nobody's.
  ///   - region: of the catalogue, for nobody's; an account has its own.
  /// - Throws: ``Problem`` 422 for a region that there is not.
  public func packages(for account: String? = nil, region: String? = nil) async throws -> Packages {
    try await send(.get(["v1", "packages"], [("account", account), ("region", region)]))
  }

  /// Every text that a person may be shown.
  ///
  /// - Parameter locale: BCP 47; what there is not falls back to `en`.
  public func messages(locale: String? = nil) async throws -> Messages {
    try await send(.get(["v1", "messages"], [("locale", locale)]))
  }

  /// What an action costs, in credits, before committing.
  ///
  /// - Parameter quantity: how often, at least 1.
  /// - Throws: ``Problem`` 404 for an action that the catalogue has not.
  public func quote(_ action: String, quantity: Int = 1, for account: String? = nil) async throws -> Quote {
    try await send(
      .get(["v1", "quote"], [("action", action), ("quantity", String(quantity)), ("account", account)]))
  }
}
