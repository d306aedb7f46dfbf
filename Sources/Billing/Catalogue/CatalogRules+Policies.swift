extension CatalogRules {
  mutating func policies() {
    let policies = draft.policies
    range(policies.pastDueGraceDays, 0...Self.daysMax, ["policies", "past_due_grace_days"])
    range(policies.slowResultSeconds, 1...86_400, ["policies", "slow_result_seconds"])
    check(policies.refundRequests)
    check(policies.oneTimePackages)
    check(policies.autoReload)
    check(policies.shortfall)
  }

  private mutating func check(_ terms: Policies.RefundRequests) {
    let path = ["policies", "refund_requests"]
    range(terms.withinHours, 0...8760, path + ["within_hours"])
    range(terms.creditsUsedBelow, 0...Self.creditsMax, path + ["credits_used_below"])
  }

  private mutating func check(_ terms: Policies.OneTimePackages) {
    let path = ["policies", "one_time_packages"]
    references(terms.plans, to: draft.plans.map(\.key), "plan", in: path + ["plans"])
    range(terms.accountAgeDays, 0...Self.daysMax, path + ["account_age_days"])
  }

  private mutating func check(_ terms: Policies.AutoReloadTerms) {
    let path = ["policies", "auto_reload"]
    range(terms.thresholdMin, 1...Self.creditsMax, path + ["threshold_min"])
    guard terms.thresholdMin <= terms.thresholdMax else {
      return fail(
        path + ["threshold_max"], "\(terms.thresholdMax) is below the minimum of \(terms.thresholdMin)",
        "write \(terms.thresholdMin) or more")
    }
    range(terms.thresholdMax, 1...Self.creditsMax, path + ["threshold_max"])
    range(terms.thresholdDefault, max(1, terms.thresholdMin)...max(1, terms.thresholdMax), path + ["threshold_default"])
  }

  private mutating func check(_ terms: Policies.Shortfall) {
    let path = ["policies", "shortfall"]
    range(terms.forgiveUpTo, 0...Self.creditsMax, path + ["forgive_up_to"])
    range(
      terms.forgiveRequestedRefundUpTo, 0...Self.creditsMax, path + ["forgive_requested_refund_up_to"])
  }
}
