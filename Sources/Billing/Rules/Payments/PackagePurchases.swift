/// Credits bought once, by a checkout or by auto-reload. Rules sections 4 and 7.
struct PackagePurchase {
  /// The payment intent, or the checkout where nothing had to be paid: one grant for either, however often told.
  let origin: String
  let event: String
  let at: Instant
  let package: Package
  let paid: Money?
  /// The threshold, where auto-reload was turned on by this purchase.
  let autoReload: Credits?
  /// The reload that it was, where auto-reload bought it.
  let reload: String?

  var isReload: Bool { reload != nil }
}

/// An account's package purchases, and what became of the facts that told them.
struct PackagePurchases {
  private(set) var purchases: [PackagePurchase] = []
  private(set) var outcomes: [String: Outcome] = [:]

  init(_ facts: [Fact], _ catalog: Catalog) {
    for fact in facts {
      switch fact.body {
      case .checkoutCompleted(let session) where session.isOneTime:
        session.isPaid ? add(fact, session, catalog) : wait(fact)
      case .checkoutPaidLater(let session): add(fact, session, catalog)
      case .checkoutCompleted, .checkoutFailed, .checkoutExpired: outcomes[fact.event] = .applied
      case .paymentSucceeded(let intent): add(fact, intent, catalog)
      case .paymentFailed: outcomes[fact.event] = .applied
      default: break
      }
    }
  }

  /// Completed but unpaid: a bank debit on its way. Its result stays `processing`.
  private mutating func wait(_ fact: Fact) { outcomes[fact.event] = .applied }

  private mutating func add(_ fact: Fact, _ session: CheckoutSession, _ catalog: Catalog) {
    guard let named = session.package(in: catalog) else {
      outcomes[fact.event] =
        session.namesPackage
        ? .quarantined("the checkout names a package that the catalogue lacks")
        : .ignored("the checkout is for no package of the catalogue")
      return
    }
    let asked = session.amountSubtotal ?? session.amountTotal
    guard let asked, let currency = session.currency,
      let package = catalog.package(named.key, for: Money(amount: asked, currency: currency))
    else {
      outcomes[fact.event] = .quarantined("what was paid is not the price of package \(named.key)")
      return
    }
    outcomes[fact.event] = .applied
    add(
      PackagePurchase(
        origin: session.paymentIntent ?? session.id, event: fact.event, at: fact.occurredAt, package: package,
        paid: session.amountTotal.map { Money(amount: $0, currency: currency) },
        autoReload: session.autoReloadThreshold, reload: nil))
  }

  private mutating func add(_ fact: Fact, _ intent: PaymentIntent, _ catalog: Catalog) {
    guard let key = Metadata.value(Metadata.package, in: intent.metadata), catalog.package(key) != nil else {
      outcomes[fact.event] = .quarantined("the payment names no package of the catalogue")
      return
    }
    let amount = intent.amountReceived ?? intent.amount
    guard let amount, let currency = intent.currency,
      let package = catalog.package(key, for: Money(amount: amount, currency: currency))
    else {
      outcomes[fact.event] = .quarantined("what was paid is not the price of package \(key)")
      return
    }
    outcomes[fact.event] = .applied
    add(
      PackagePurchase(
        origin: intent.id, event: fact.event, at: fact.occurredAt, package: package,
        paid: Money(amount: amount, currency: currency), autoReload: nil,
        reload: Metadata.value(Metadata.reload, in: intent.metadata)))
  }

  /// The first telling grants; a later one adds only what the first did not say.
  private mutating func add(_ purchase: PackagePurchase) {
    guard let index = purchases.firstIndex(where: { $0.origin == purchase.origin }) else {
      return purchases.append(purchase)
    }
    let first = purchases[index]
    purchases[index] = PackagePurchase(
      origin: first.origin, event: first.event, at: first.at, package: first.package, paid: first.paid ?? purchase.paid,
      autoReload: first.autoReload ?? purchase.autoReload, reload: first.reload ?? purchase.reload)
  }
}

extension CheckoutSession {
  /// A completed session of before there was a payment status was paid.
  var isPaid: Bool { paymentStatus.map { $0 == "paid" || $0 == "no_payment_required" } ?? true }

  /// Whether it sells something once. Sessions of 2019 do not say their mode.
  var isOneTime: Bool { mode.map { $0 == "payment" } ?? (subscription == nil && paymentIntent != nil) }

  var namesPackage: Bool { Metadata.value(Metadata.package, in: metadata) != nil }

  /// By our metadata; by the price of its line items where they are there. Never by amount.
  func package(in catalog: Catalog) -> Package? {
    if let key = Metadata.value(Metadata.package, in: metadata) { return catalog.package(key) }
    return prices.lazy.compactMap { catalog.package($0) }.first
  }

  var autoReloadThreshold: Credits? {
    Metadata.value(Metadata.autoReload, in: metadata).flatMap { Credits($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
