/// Whose events this deployment takes for its own.
package struct Deployment: Sendable, Equatable {
  /// Live or test mode; nil where no provider connection says which, and events of either count.
  package let livemode: Bool?
  /// The connected account (`acct_…`) that is ours; nil for the platform's own.
  package let providerAccount: String?

  package init(livemode: Bool?, providerAccount: String? = nil) {
    self.livemode = livemode
    self.providerAccount = providerAccount
  }

  /// Why an event is not ours, or nil. Such an event is stored and answered 200: refusing it would make the provider
  /// disable the endpoint. Rules section 4.
  func reasonToIgnore(livemode eventMode: Bool?, account: String?) -> String? {
    if let livemode, let eventMode, eventMode != livemode {
      return "an event of \(eventMode ? "live" : "test") mode; this deployment is in \(livemode ? "live" : "test") mode"
    }
    guard account == providerAccount else { return "an event of account \(account ?? "our own"), which is not ours" }
    return nil
  }
}
