/// When auto-reload fires: one reload at a time, decided before its charge is made. Rules section 7.5.
extension Account {
  /// The reload that a fall of the balance brings about, or nil.
  ///
  /// It fires where the balance went from at or above the threshold to below it, while no other reload is under way and
  /// the account may buy packages.
  ///
  /// - Parameter cause: the fact that lowered the balance; one fact causes one reload at the most.
  private func reloadDue(from peak: Credits, cause: String) -> ReloadStart? {
    guard let setting = history.autoReload, setting.enabled, let threshold = setting.threshold,
      let key = setting.package,
      peak >= threshold, course.wallet.available < threshold, reloadUnderWay == nil, packageEligibility == .allowed,
      let package = catalog.package(key, in: history.app.region),
      let price = package.autoReloadPrice(in: catalog, region: history.app.region),
      isAffordable(price, setting.monthlyMaximum)
    else { return nil }
    return ReloadStart(id: "reload_\(cause)", package: key, price: price, credits: package.credits)
  }

  /// Decides a reload after time passed or the provider told something, such as a clawback; nil where none is due.
  package mutating func reload(cause: String) throws(ArithmeticError) -> Decision<ReloadStart>? {
    try reload(from: course.peak, cause: cause)
  }

  mutating func reload(from peak: Credits, cause: String) throws(ArithmeticError) -> Decision<ReloadStart>? {
    guard let start = reloadDue(from: peak, cause: cause) else { return nil }
    let fact = fact(start.id, .reloadStarted(start))
    try add(fact)
    return Decision(answer: start, facts: [fact], effects: [.chargeReload(start)])
  }

  /// Whether a reload that was decided and not charged yet is still wanted: auto-reload is on, nothing was bought
  /// meanwhile, and the account may buy packages.
  package func wants(_ reload: ReloadStart) -> Bool {
    guard reloadUnderWay?.id == reload.id, let setting = history.autoReload, setting.enabled,
      setting.package == reload.package, let threshold = setting.threshold
    else { return false }
    return course.wallet.available < threshold && packageEligibility == .allowed
  }

  /// Notes that the provider did not take the charge of a reload: auto-reload is off. Rules section 7.6.
  package mutating func failReload(
    _ reload: String, reason: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<Void> {
    guard history.app.reloads.contains(where: { $0.start.id == reload }) else { throw .notFound("reload", reload) }
    guard !history.endedReloads.contains(reload) else { return Decision(answer: ()) }
    try begin(at: moment)
    return try accept(fact(id, .reloadFailed(ReloadFailure(reload: reload, reason: reason)))) { _ in () }
  }

  /// The reload whose payment has neither failed nor brought its credits yet.
  package var reloadUnderWay: ReloadStart? {
    let ended = history.endedReloads
    return history.app.reloads.last { !ended.contains($0.start.id) }?.start
  }

  /// Whether this month's reloads, this one with them, stay within the maximum. Failed ones cost nothing.
  private func isAffordable(_ price: Money, _ maximum: Int64?) -> Bool {
    guard let maximum else { return true }
    let month = moment.day
    let failed = history.failedReloads
    let spent = history.app.reloads.reduce(Int64(0)) { sum, reload in
      let day = reload.at.day
      let counts = (day.year, day.month) == (month.year, month.month) && !failed.contains(reload.start.id)
      return counts ? sum.addingReportingOverflow(reload.start.price.amount).partialValue : sum
    }
    return spent <= maximum - min(price.amount, maximum) && price.amount <= maximum
  }
}

extension History {
  fileprivate var failedReloads: Set<String> {
    let told = facts.compactMap { fact -> String? in
      guard case .paymentFailed(let intent) = fact.body else { return nil }
      return Metadata.value(Metadata.reload, in: intent.metadata)
    }
    return app.failedReloads.union(told)
  }

  fileprivate var endedReloads: Set<String> { failedReloads.union(packages.purchases.compactMap(\.reload)) }
}

extension Package {
  /// What a reload of it costs in a region; nil where auto-reload cannot buy it.
  func autoReloadPrice(in catalog: Catalog, region: String?) -> Money? {
    price(for: catalog, region: region).flatMap { autoReloadPrice($0.money) }
  }

  /// Its price in a region's currency, else its first.
  func price(for catalog: Catalog, region: String?) -> PackagePrice? {
    let currency = catalog.regions.first { $0.key == region }?.currency
    return currency.flatMap { price(in: $0) } ?? prices.first
  }
}
