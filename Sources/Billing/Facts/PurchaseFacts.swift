/// How a person set auto-reload from the profile. Rules section 7.4.
package struct AutoReloadSetting: Sendable, Equatable, Codable {
  package let isOn: Bool
  package let package: String?
  package let threshold: Credits?
  /// The most that reloads may cost within one month of UTC, in the currency's minor unit.
  package let monthlyMaximum: Int64?
  /// The version of the text that was agreed to.
  package let consent: String?

  package init(
    isOn: Bool, package: String? = nil, threshold: Credits? = nil, monthlyMaximum: Int64? = nil, consent: String? = nil
  ) {
    self.isOn = isOn
    self.package = package
    self.threshold = threshold
    self.monthlyMaximum = monthlyMaximum
    self.consent = consent
  }
}

/// A reload that was decided; its charge is made afterwards.
package struct ReloadStart: Sendable, Equatable, Codable {
  package let id: String
  package let package: String
  package let price: Money
  /// What the package brought when it was decided.
  package let credits: Credits

  package init(id: String, package: String, price: Money, credits: Credits) {
    self.id = id
    self.package = package
    self.price = price
    self.credits = credits
  }
}

/// Why a reload brought nothing.
package struct ReloadFailure: Sendable, Equatable, Codable {
  /// The reason of one that was not charged any more, for it was no longer wanted. It switches nothing off.
  package static let notWanted = "not_wanted"

  package let reload: String
  /// The provider's decline code or error code, or `payment_method_missing`.
  package let reason: String

  package init(reload: String, reason: String) {
    self.reload = reload
    self.reason = reason
  }
}

/// A checkout that we asked for, with what it sells.
package struct CheckoutOpening: Sendable, Equatable, Codable {
  package let session: String
  package let order: CheckoutOrder
  package let expiresAt: Instant?

  package init(session: String, order: CheckoutOrder, expiresAt: Instant? = nil) {
    self.session = session
    self.order = order
    self.expiresAt = expiresAt
  }
}

/// That money was asked back, with the figures it was judged on. Rules section 8.
package struct RefundRequest: Sendable, Equatable, Codable {
  package let id: String
  package let invoice: String
  package let paid: Money
  package let chargedAt: Instant
  /// Credits used between the charge and the request.
  package let creditsUsed: Credits

  package init(id: String, invoice: String, paid: Money, chargedAt: Instant, creditsUsed: Credits) {
    self.id = id
    self.invoice = invoice
    self.paid = paid
    self.chargedAt = chargedAt
    self.creditsUsed = creditsUsed
  }
}

/// What an operator decided of a refund request.
package struct RefundDecision: Sendable, Equatable, Codable {
  package let request: String
  package let isApproved: Bool
  /// Who decided.
  package let by: String

  package init(request: String, isApproved: Bool, by: String) {
    self.request = request
    self.isApproved = isApproved
    self.by = by
  }
}
