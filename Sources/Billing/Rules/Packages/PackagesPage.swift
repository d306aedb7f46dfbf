/// The dialog of one-time packages. Rules section 7.
package struct PackagesPage: Sendable, Equatable {
  package let eligibility: PackageEligibility
  /// The prompt for who may not buy; nil for who may.
  package let prompt: Guidance?
  /// The second way of the upsell; nil elsewhere.
  package let otherWay: String?
  package let cards: [PackageCard]
  /// The red dot: packages are there and the dialog was never opened.
  package let isNew: Bool
  /// What is shown where the catalogue has no packages.
  package let emptyText: String?
}

/// Whether an account may buy one-time packages. Rules section 7.1.
package enum PackageEligibility: String, Sendable, CaseIterable {
  case allowed
  /// For subscribers only, and the account is none.
  case locked
  /// The account's subscription is not one of those that may.
  case upsell
}

/// One package as it is offered.
package struct PackageCard: Sendable, Equatable {
  package struct Price: Sendable, Equatable {
    package let money: Money
    /// What it would cost otherwise, to be struck through.
    package let original: Money?
    /// For 100 credits, rounded half up to the minor unit.
    package let perHundred: Money
    /// `$0.30 / 100 credits`.
    package let perHundredText: String
    /// `Pay $40 now`.
    package let payText: String
  }

  package struct AutoReloadTerms: Sendable, Equatable {
    package let percentOff: Int64
    package let price: Price
    /// `10% off with auto-reload`.
    package let badge: String
    /// `10% OFF`.
    package let payBadge: String
    /// `Auto-reload — Save 10%`.
    package let section: String
  }

  package let package: String
  package let name: String
  package let credits: Credits
  package let price: Price
  /// Nil for a package that auto-reload cannot buy.
  package let autoReload: AutoReloadTerms?
}

extension Account {
  package var packageEligibility: PackageEligibility {
    let policy = catalog.policies.oneTimePackages
    if let price = subscribedPrice {
      if policy.yearlySubscribers, price.interval == .year { return .allowed }
      if policy.plans.contains(price.plan.key) { return .allowed }
    }
    if let days = policy.accountAgeDays, let first = history.facts.first?.occurredAt,
      moment.since(first) >= days * CivilDay.secondsPerDay
    {
      return .allowed
    }
    return subscribedPrice == nil ? .locked : .upsell
  }

  func checkMayBuyPackages() throws(Refusal) {
    guard let code = packageEligibility.guidance else { return }
    throw Refusal(
      .notAllowed, code.rawValue, "One-time packages are not open to this account.", guidance: guidance(code))
  }

  package func packagesPage(messages: MessageCatalog = .english) -> PackagesPage {
    let packages = catalog.packages(in: history.app.region)
    let eligibility = packageEligibility
    return PackagesPage(
      eligibility: eligibility, prompt: eligibility.guidance.map { guidance($0).translated(to: messages) },
      otherWay: eligibility == .upsell
        ? messages.text(.oneTimeUpsellMonthly, ["plans": catalog.packagePlanNames]) : nil,
      cards: packages.compactMap { PackageCard($0, catalog, shopper, messages) },
      isNew: eligibility == .allowed && !packages.isEmpty && !history.app.hasSeenPackages,
      emptyText: packages.isEmpty ? messages.text(.oneTimeEmpty) : nil)
  }

  /// Notes that the dialog was opened: the red dot goes.
  package mutating func seePackages(id: String, at moment: Instant) throws(Refusal) -> Decision<Void> {
    guard !history.app.hasSeenPackages else { return Decision(answer: ()) }
    try begin(at: moment)
    return try accept(fact(id, .packagesSeen)) { _ in () }
  }

  /// Decides a checkout for a package; whoever may not buy it is refused.
  ///
  /// - Parameter autoReload: turns auto-reload on with the purchase; nil buys once.
  package func buy(_ key: String, autoReload: AutoReloadOrder? = nil) throws(Refusal) -> Decision<Money> {
    guard let package = catalog.package(key, in: history.app.region),
      let price = package.price(for: catalog, region: history.app.region)?.money
    else { throw .invalid("package", "The catalogue has no package \(key).") }
    try checkMayBuyPackages()
    var due = catalog.offer(on: package, money: price, for: shopper)?.money ?? price
    if let autoReload {
      try catalog.check(threshold: autoReload.threshold)
      guard let reduced = package.autoReloadPrice(price) else { throw .notReloadable(package) }
      if reduced.amount < due.amount { due = reduced }
    }
    return Decision(
      answer: due,
      effects: checkout(.package(key, price: due, credits: package.credits, autoReload: autoReload)))
  }
}

extension Catalog {
  /// The dialog for somebody who is not signed in: everything is shown, and nothing may be bought.
  package func packagesPage(
    region: String? = nil, at moment: Instant, messages: MessageCatalog = .english
  ) -> PackagesPage {
    let packages = packages(in: region)
    let shopper = Shopper(region: region, moment: moment)
    return PackagesPage(
      eligibility: .locked, prompt: PackageEligibility.locked.guidance.map { Guidance($0, in: messages) },
      otherWay: nil, cards: packages.compactMap { PackageCard($0, self, shopper, messages) }, isNew: false,
      emptyText: packages.isEmpty ? messages.text(.oneTimeEmpty) : nil)
  }

  /// The plans whose subscribers may buy packages, as people read them: `Macro/Mega`.
  var packagePlanNames: String {
    policies.oneTimePackages.plans.compactMap { plan($0)?.name }.joined(separator: "/")
  }
}

extension PackageEligibility {
  var guidance: GuidanceCode? {
    switch self {
    case .allowed: nil
    case .locked: .oneTimeLocked
    case .upsell: .oneTimeUpsell
    }
  }
}

extension PackageCard {
  init?(_ package: Package, _ catalog: Catalog, _ shopper: Catalog.Shopper, _ messages: MessageCatalog) {
    guard let full = package.price(for: catalog, region: shopper.region)?.money else { return nil }
    let offer = catalog.offer(on: package, money: full, for: shopper)
    self.init(
      package: package.key, name: package.name, credits: package.credits,
      price: Price(offer?.money ?? full, instead: offer == nil ? nil : full, package.credits, messages),
      autoReload: AutoReloadTerms(package, full, messages))
  }
}

extension PackageCard.Price {
  init(_ money: Money, instead original: Money?, _ credits: Credits, _ messages: MessageCatalog) {
    self.money = money
    self.original = original
    perHundred = Money(amount: money.amount.scaled(100, over: credits), currency: money.currency)
    // Always with its decimals: prices of 100 credits are compared with each other.
    perHundredText = messages.text(.oneTimePerHundred, ["price": messages.fullPrice(perHundred)])
    payText = messages.text(.oneTimePay, ["price": messages.price(money)])
  }
}

extension PackageCard.AutoReloadTerms {
  init?(_ package: Package, _ full: Money, _ messages: MessageCatalog) {
    guard let percent = package.autoReloadDiscountPercent, let reduced = package.autoReloadPrice(full) else {
      return nil
    }
    let values = ["percent": "\(percent)"]
    self.init(
      percentOff: percent, price: .init(reduced, instead: full, package.credits, messages),
      badge: messages.text(.autoReloadBadge, values), payBadge: messages.text(.autoReloadOff, values),
      section: messages.text(.autoReloadSection, values))
  }
}

extension Int64 {
  /// `self * factor / divisor`, rounded half up; `Int64.max` where it does not fit. All are taken as at least 0.
  fileprivate func scaled(_ factor: Int64, over divisor: Int64) -> Int64 {
    guard self > 0, factor > 0, divisor > 0 else { return 0 }
    let product = multipliedFullWidth(by: factor)
    guard product.high < divisor else { return .max }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return remainder >= divisor - remainder && quotient < .max ? quotient + 1 : quotient
  }
}
