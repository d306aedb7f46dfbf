internal import Billing

/// Every policy may be left out; what holds then is said by the policies' own initialisers.
extension CatalogReader {
  func policies(_ node: CatalogNode?) -> Policies {
    let absent = Policies()
    guard let node, let terms = CatalogRecord(node, PoliciesKey.self) else { return absent }
    return Policies(
      pastDueGraceDays: terms[.pastDueGraceDays]?.whole("a whole number of days, as 14") ?? absent.pastDueGraceDays,
      grantOnZero: terms[.grantOnZero]?.choice(Policies.GrantOnZero.self) ?? absent.grantOnZero,
      endOfSubscription: terms[.endOfSubscription]?.choice(Policies.EndOfSubscription.self)
        ?? absent.endOfSubscription,
      secondSubscription: terms[.secondSubscription]?.choice(Policies.SecondSubscription.self)
        ?? absent.secondSubscription,
      refundRequests: terms[.refundRequests].flatMap(refundRequests) ?? absent.refundRequests,
      oneTimePackages: terms[.oneTimePackages].flatMap(oneTimePackages) ?? absent.oneTimePackages,
      autoReload: terms[.autoReload].flatMap(autoReload) ?? absent.autoReload,
      shortfall: terms[.shortfall].flatMap(shortfall) ?? absent.shortfall,
      slowResultSeconds: terms[.slowResultSeconds]?.whole("a whole number of seconds, as 300")
        ?? absent.slowResultSeconds)
  }

  /// An interval, or `any` for charges of every kind.
  enum ChargeInterval: String, CaseIterable { case month, year, any }

  private func refundRequests(_ node: CatalogNode) -> Policies.RefundRequests? {
    guard let terms = CatalogRecord(node, RefundRequestsKey.self) else { return nil }
    let absent = Policies.RefundRequests()
    let interval = terms[.interval]?.choice(ChargeInterval.self) ?? .year
    return Policies.RefundRequests(
      withinHours: terms[.withinHours]?.whole("a whole number of hours, as 48") ?? absent.withinHours,
      creditsUsedBelow: terms[.creditsUsedBelow]?.whole() ?? absent.creditsUsedBelow,
      interval: BillingInterval(rawValue: interval.rawValue))
  }

  /// An age of days, or `never` for age alone not to count.
  private func oneTimePackages(_ node: CatalogNode) -> Policies.OneTimePackages? {
    guard let terms = CatalogRecord(node, OneTimePackagesKey.self) else { return nil }
    let absent = Policies.OneTimePackages()
    let isNever = terms[.accountAgeDays]?.says("never") ?? false
    return Policies.OneTimePackages(
      yearlySubscribers: terms[.yearlySubscribers]?.flag() ?? absent.yearlySubscribers,
      plans: terms[.plans]?.list() ?? absent.plans,
      accountAgeDays: isNever
        ? nil : terms[.accountAgeDays]?.whole("a whole number of days, as 30, or never") ?? absent.accountAgeDays)
  }

  private func autoReload(_ node: CatalogNode) -> Policies.AutoReloadTerms? {
    guard let terms = CatalogRecord(node, AutoReloadKey.self) else { return nil }
    let absent = Policies.AutoReloadTerms()
    return Policies.AutoReloadTerms(
      thresholdMin: terms[.thresholdMin]?.whole() ?? absent.thresholdMin,
      thresholdMax: terms[.thresholdMax]?.whole() ?? absent.thresholdMax,
      thresholdDefault: terms[.thresholdDefault]?.whole() ?? absent.thresholdDefault)
  }

  private func shortfall(_ node: CatalogNode) -> Policies.Shortfall? {
    guard let terms = CatalogRecord(node, ShortfallKey.self) else { return nil }
    let absent = Policies.Shortfall()
    return Policies.Shortfall(
      forgiveUpTo: terms[.forgiveUpTo]?.whole() ?? absent.forgiveUpTo,
      forgiveRequestedRefundUpTo: terms[.forgiveRequestedRefundUpTo]?.whole() ?? absent.forgiveRequestedRefundUpTo)
  }
}
