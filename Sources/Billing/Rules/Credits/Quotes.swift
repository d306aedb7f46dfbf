/// What an action costs, before anybody commits to it. Rules section 3.5.
package struct Quote: Sendable, Equatable {
  package let action: String
  package let quantity: Int64
  package let amount: Credits
}

extension Catalog {
  package static let quantityMax: Int64 = 1_000_000
  /// The most credits that anything may cost, hold or grant.
  package static let creditsMax: Credits = CatalogRules.creditsMax

  /// - Parameter quantity: 1 to 1,000,000.
  package func quote(_ action: String, quantity: Int64 = 1) throws(Refusal) -> Quote {
    guard let price = self.action(action) else {
      throw Refusal(.notFound, "action_not_found", "The catalogue has no action \(action).")
    }
    guard (1...Self.quantityMax).contains(quantity) else {
      throw .invalid("quantity", "Write 1 to \(Self.quantityMax).")
    }
    let (amount, overflow) = price.credits.multipliedReportingOverflow(by: quantity)
    guard !overflow else { throw .overflow }
    return Quote(action: action, quantity: quantity, amount: amount)
  }
}

/// What a spend or hold is to take: an amount, or what an action costs.
package struct CreditOrder: Sendable, Equatable {
  package enum Price: Sendable, Equatable {
    case amount(Credits)
    case action(String, quantity: Int64)
  }

  package let price: Price
  /// The price that was shown; another one now is refused, not charged.
  package let expected: Credits?
  package let note: String?

  package init(_ price: Price, expected: Credits? = nil, note: String? = nil) {
    self.price = price
    self.expected = expected
    self.note = note
  }

  package static let noteLengthMax = 500

  var action: String? { if case .action(let action, _) = price { action } else { nil } }

  /// The credits that it comes to, 1 to `CatalogRules.creditsMax`; 0 for an action that costs nothing.
  func amount(_ catalog: Catalog) throws(Refusal) -> Credits {
    let amount: Credits
    switch price {
    case .amount(let asked): amount = asked
    case .action(let action, let quantity): amount = try catalog.quote(action, quantity: quantity).amount
    }
    let least: Credits = action == nil ? 1 : 0
    guard (least...CatalogRules.creditsMax).contains(amount) else {
      throw .invalid("amount", "Write 1 to \(CatalogRules.creditsMax) credits.")
    }
    if let expected, expected != amount {
      throw .conflict("price_changed", "It costs \(amount.grouped) credits now, not \(expected.grouped): ask again.")
    }
    if let note, note.count > Self.noteLengthMax {
      throw .invalid("note", "Write at most \(Self.noteLengthMax) characters.")
    }
    return amount
  }
}
