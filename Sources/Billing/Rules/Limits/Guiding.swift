/// Guidance in the words that fit an account.
extension Account {
  func guidance(_ code: GuidanceCode, unlocking feature: Feature? = nil) -> Guidance {
    Guidance(code, for: reader(unlocking: feature))
  }

  private func reader(unlocking feature: Feature?) -> Guidance.Reader {
    Guidance.Reader(
      isSubscribed: !effectivePlan.isFree, unlockingPlan: feature.flatMap(unlockingPlan),
      packagePlans: catalog.packagePlanNames, deadline: graceEnd)
  }

  /// The first plan for sale that has any of a feature that the account's plan has none of.
  private func unlockingPlan(_ feature: Feature) -> String? {
    guard (effectivePlan.value(of: feature).rank ?? 0) == 0 else { return nil }
    return catalog.plans.first { !$0.isLegacy && ($0.value(of: feature).rank ?? 0) > 0 }?.name
  }

  /// The plan whose limits hold now: the free plan's while paused, unpaid or after the grace period.
  package var effectivePlan: Plan {
    let free = catalog.freePlan.flatMap { catalog.plan($0.key, in: history.app.region) } ?? catalog.plans[0]
    return switch history.standings.at(moment)?.kind {
    case .plan(let price), .pastDue(let price): price.plan
    case .free, .pending, .paused, nil: free
    }
  }

  /// When the grace period after a failed payment ends; nil where none runs.
  package var graceEnd: Instant? {
    guard let standing = history.standings.at(moment), case .pastDue = standing.kind else { return nil }
    let trace = standing.subscription.flatMap { history.subscriptions.trace($0) }
    let graced = history.standings.all.filter {
      if case .pastDue = $0.kind { $0.subscription == trace?.id && $0.start >= standing.start } else { false }
    }
    return graced.last?.end
  }

  /// What the account should be told whatever it does: a payment past due, a reload that failed.
  package var notices: [Guidance] {
    var codes: [GuidanceCode] = graceEnd == nil ? [] : [.paymentPastDue]
    if let code = history.autoReload?.guidance(creditsLeft: course.wallet.available) { codes.append(code) }
    return codes.map { guidance($0) }
  }
}
