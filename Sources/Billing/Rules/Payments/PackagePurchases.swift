/// Credits bought once, by a checkout or by auto-reload. Rules sections 4 and 7.
struct PackagePurchase {
  /// The payment intent, or the checkout where nothing had to be paid: one grant for either, however often told.
  let origin: String
  var event: String
  var at: Instant
  let package: Package
  var paid: Money?
  /// The threshold, where auto-reload was turned on by this purchase.
  var autoReload: Credits?
  /// The reload that it was, where auto-reload bought it.
  var reload: String?

  var isReload: Bool { reload != nil }
}

/// An account's package purchases, and what became of the facts that told them.
struct PackagePurchases {
  private(set) var purchases: [PackagePurchase] = []
  private(set) var outcomes: [String: Outcome] = [:]
  private var indices: [String: Int] = [:]
  private let catalog: Catalog
  private let app: AppHistory

  init(_ facts: [Fact], _ catalog: Catalog, _ app: AppHistory) {
    self.catalog = catalog
    self.app = app
    // A checkout says what it sold; its payment, where that is told too, may only say that it was paid.
    for fact in facts {
      switch fact.body {
      case .checkoutCompleted(let session) where session.isOneTime && session.isPaid: add(fact, session)
      case .checkoutPaidLater(let session) where session.isOneTime: add(fact, session)
      // Completed but unpaid is a bank debit on its way: its result stays `processing`.
      case .checkoutCompleted, .checkoutPaidLater, .checkoutFailed, .checkoutExpired, .paymentFailed:
        outcomes[fact.event] = .applied
      default: break
      }
    }
    for fact in facts {
      if case .paymentSucceeded(let intent) = fact.body { add(fact, intent) }
    }
  }

  private mutating func add(_ fact: Fact, _ session: CheckoutSession) {
    guard let key = session.packageKey(in: catalog) else {
      outcomes[fact.event] = .ignored("the checkout is for no package of the catalogue")
      return
    }
    let asked = session.converted ?? (session.amountSubtotal ?? session.amountTotal).flatMap(session.money)
    let hasReload = session.asksForAutoReload
    guard let package = package(key, asked, at: fact, session: session.id, withReload: hasReload) else { return }
    outcomes[fact.event] = .applied
    add(
      PackagePurchase(
        origin: session.paymentIntent ?? session.id, event: fact.event, at: fact.occurredAt, package: package,
        paid: (session.amountTotal ?? session.amountSubtotal).flatMap(session.money),
        autoReload: package.autoReloadDiscountPercent == nil
          ? nil : session.autoReloadThreshold(catalog.policies.autoReload),
        reload: nil))
  }

  private mutating func add(_ fact: Fact, _ intent: PaymentIntent) {
    if let known = indices[intent.id] {
      outcomes[fact.event] = .applied
      return tell(fact, again: known)
    }
    guard let key = Metadata.value(Metadata.package, in: intent.metadata) else {
      outcomes[fact.event] = .quarantined("the payment names no package of the catalogue")
      return
    }
    let paid = (intent.amountReceived ?? intent.amount).flatMap { amount in
      intent.currency.map { Money(amount: amount, currency: $0) }
    }
    let reload = Metadata.value(Metadata.reload, in: intent.metadata)
    guard let package = package(key, paid, at: fact, reload: reload, withReload: true) else { return }
    outcomes[fact.event] = .applied
    add(
      PackagePurchase(
        origin: intent.id, event: fact.event, at: fact.occurredAt, package: package, paid: paid, autoReload: nil,
        reload: reload))
  }

  /// The package on the terms that the payment was made on: those that we asked for where we know them, else those of
  /// the catalogue. What is neither is for a person to look at.
  private mutating func package(
    _ key: String, _ money: Money?, at fact: Fact, session: String? = nil, reload: String? = nil, withReload: Bool
  ) -> Package? {
    guard let named = catalog.package(key) else {
      outcomes[fact.event] = .quarantined("package \(key) is not in the catalogue")
      return nil
    }
    guard let money else {
      outcomes[fact.event] = .quarantined("it does not say what was paid for package \(key)")
      return nil
    }
    if let asked = asked(session, reload) {
      guard asked.package == key, asked.price == money else {
        outcomes[fact.event] = .quarantined(
          "\(money) for package \(key) is not what we asked for: \(asked.price) for \(asked.package)")
        return nil
      }
      return named.bringing(asked.credits, lasting: named.terms(at: fact.occurredAt).expiresAfterDays)
    }
    let region = app.region(at: fact.occurredAt)
    if let found = catalog.package(
      key, for: money, in: region, at: fact.occurredAt, withAutoReload: withReload)
    {
      return found
    }
    outcomes[fact.event] = .quarantined("\(money) is not a price of package \(key)")
    return nil
  }

  /// What we asked for, where the payment carries out a checkout or a reload of ours.
  private func asked(
    _ session: String?, _ reload: String?
  ) -> (package: String, price: Money, credits: Credits)? {
    if let start = app.reloads.last(where: { $0.start.id == reload })?.start {
      return (start.package, start.price, start.credits)
    }
    guard
      case .package(let key, let price, let credits, _)? = app.openedCheckouts.last(where: { $0.session == session })?
        .order
    else { return nil }
    return (key, price, credits)
  }

  /// A payment that a checkout told as well counts from the first telling of either.
  private mutating func tell(_ fact: Fact, again index: Int) {
    guard (fact.occurredAt, fact.event) < (purchases[index].at, purchases[index].event) else { return }
    (purchases[index].at, purchases[index].event) = (fact.occurredAt, fact.event)
  }

  /// The first telling grants; a later one adds only what the first did not say.
  private mutating func add(_ purchase: PackagePurchase) {
    guard let index = indices[purchase.origin] else {
      indices[purchase.origin] = purchases.count
      return purchases.append(purchase)
    }
    purchases[index].paid = purchases[index].paid ?? purchase.paid
    purchases[index].autoReload = purchases[index].autoReload ?? purchase.autoReload
    purchases[index].reload = purchases[index].reload ?? purchase.reload
  }
}

extension CheckoutSession {
  /// A completed session of before there was a payment status was paid.
  var isPaid: Bool { paymentStatus.map { $0 == "paid" || $0 == "no_payment_required" } ?? true }

  /// Whether it sells something once. Sessions of 2019 do not say their mode.
  var isOneTime: Bool { mode.map { $0 == "payment" } ?? (subscription == nil && paymentIntent != nil) }

  fileprivate func money(_ amount: Int64) -> Money? { currency.map { Money(amount: amount, currency: $0) } }

  /// By our metadata; by the price of its line items where they are there. Never by amount.
  func packageKey(in catalog: Catalog) -> String? {
    Metadata.value(Metadata.package, in: metadata) ?? prices.lazy.compactMap { catalog.package($0)?.key }.first
  }

  var asksForAutoReload: Bool { Metadata.value(Metadata.autoReload, in: metadata) != nil }

  /// The threshold that was asked for, within the catalogue's bounds; the default where it is no number.
  func autoReloadThreshold(_ terms: Policies.AutoReloadTerms) -> Credits? {
    guard let text = Metadata.value(Metadata.autoReload, in: metadata), text != "false" else { return nil }
    guard let asked = Credits(text) else { return terms.thresholdDefault }
    return asked > 0 ? min(max(asked, terms.thresholdMin), terms.thresholdMax) : nil
  }
}
