package import Billing
internal import Native
package import Stripe

/// Makes at the provider what a catalogue sells. What is there on the same terms stays; nothing is ever taken away.
/// Repeated, or run by two at once, it comes to the same.
package struct CatalogPush: Sendable {
  private let goods: Goods
  private let client: StripeClient

  package init(_ catalog: Catalog, client: StripeClient) {
    goods = Goods(catalog)
    self.client = client
  }

  /// One thing that the provider has otherwise than the catalogue.
  package struct Change: Encodable, Sendable, Equatable {
    package enum Action: String, Encodable, Sendable {
      case create
      /// A price cannot be changed: a new one takes its lookup key over, and subscriptions keep the old one.
      case replace
      /// Only a person can settle it.
      case conflict
    }

    package enum Kind: String, Encodable, Sendable { case product, price, coupon }

    package let action: Action
    package let kind: Kind
    /// The product's or coupon's id, the price's lookup key.
    package let id: String
    /// What the catalogue says.
    package let wanted: String
    /// What the provider has; nil for nothing.
    package let found: String?
    /// The id of the price that is replaced.
    let replaced: String?
    let request: StripeRequest?

    private enum CodingKeys: String, CodingKey { case action, kind, id, wanted, found, replaced }
  }

  /// What pushing would do, in its order; conflicts among it.
  package func changes() async throws(StripeFailure) -> [Change] {
    let survey = try await CatalogSurvey(goods, client)
    var changes: [Change] = []
    for product in goods.products where survey.prices.contains(where: { $0.product == product && $0.standing != .same })
    {
      // A product is there for the prices that are to be made.
      guard try await client.find(.product(product.id)) == nil else { continue }
      changes.append(
        Change(
          action: .create, kind: .product, id: product.id, wanted: product.name, found: nil, replaced: nil,
          request: .createProduct(id: product.id, name: product.name)))
    }
    return changes + survey.prices.compactMap { Change($0.price, of: $0.product, $0.standing) }
      + survey.coupons.compactMap { Change($0.coupon, $0.standing) }
  }

  /// How many things were or would be made, and how many a person must settle.
  package static func summary(_ changes: [Change], isDone: Bool) -> String {
    let conflicts = changes.count { $0.action == .conflict }
    let made = changes.count - conflicts
    let words = made == 0 ? "nothing to make" : isDone ? "\(made) made" : "\(made) to make"
    return words + (conflicts == 0 ? "" : "; \(conflicts) for you to settle")
  }

  /// Carries changes out. What somebody else made meanwhile is no failure.
  package func apply(_ changes: [Change]) async throws(StripeFailure) {
    for change in changes {
      guard let request = change.request else { continue }
      do {
        _ = try await client.send(request, idempotencyKey: change.idempotencyKey)
      } catch .refused(let error) where error.code == "resource_already_exists" { continue }
    }
  }
}

extension CatalogPush.Change {
  /// Nil where there is nothing to do.
  fileprivate init?(_ price: Goods.Price, of product: Goods.Product, _ standing: CatalogSurvey.Standing) {
    let id: String?
    let words: String?
    switch standing {
    case .same: return nil
    case .missing: (words, id) = (nil, nil)
    case .different(let found, let other): (words, id) = (found, other)
    }
    // Without the transfer, the second of two who make it at once is told that it is there.
    self.init(
      action: words == nil ? .create : .replace, kind: .price, id: price.lookupKey,
      wanted: "\(product.name), \(price.words)", found: words, replaced: id,
      request: .createPrice(
        product: product.id, price.money, interval: price.interval, lookupKey: price.lookupKey,
        transferLookupKey: words != nil))
  }

  fileprivate init?(_ coupon: Goods.Coupon, _ standing: CatalogSurvey.Standing) {
    let found: String?
    switch standing {
    case .same: return nil
    case .missing: found = nil
    case .different(let words, _): found = words
    }
    let wanted = coupon.words ?? "\(coupon.name): another amount off each price, which no coupon takes"
    guard found == nil, let value = coupon.value else {
      self.init(
        action: .conflict, kind: .coupon, id: coupon.id, wanted: wanted, found: found, replaced: nil, request: nil)
      return
    }
    self.init(
      action: .create, kind: .coupon, id: coupon.id, wanted: wanted, found: nil, replaced: nil,
      request: .createCoupon(id: coupon.id, value, duration: coupon.duration, name: coupon.shortName))
  }

  /// Two who replace the same price at once are one: they send the same key.
  fileprivate var idempotencyKey: String {
    guard let replaced, let request, let hash = try? SHA256.hex("\(replaced) \(request.form)") else {
      return CallBook.newKey()
    }
    return "tb_\(hash)"
  }

  package func json() throws -> String { try JSONText.canonical(self) }

  /// `create price micro_month: Micro, 15.00 USD a month`.
  package var text: String {
    let line = "\(action.rawValue) \(kind.rawValue) \(id): \(wanted)" + (found.map { " (there: \($0))" } ?? "")
    guard action == .conflict else { return line }
    return line + (found == nil ? "; name fewer plans or an interval" : "; delete it, or name another under coupon")
  }
}

extension Goods.Coupon {
  /// The provider takes 40 characters.
  fileprivate var shortName: String { String(name.prefix(40)) }
}
