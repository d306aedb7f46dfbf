/// What the app says of an account when it is seen.
package struct Touch: Sendable, Equatable, Codable {
  /// The catalogue's region whose terms the account is shown; nil leaves it as it was.
  package let region: String?

  package init(region: String? = nil) { self.region = region }
}

/// Credits that the app took for something that it did. Rules section 3.5.
package struct Spend: Sendable, Equatable, Codable {
  package let id: String
  /// At least 1.
  package let amount: Credits
  /// The catalogue's action that it paid for.
  package let action: String?
  package let note: String?

  package init(id: String, amount: Credits, action: String? = nil, note: String? = nil) {
    self.id = id
    self.amount = amount
    self.action = action
    self.note = note
  }

  var words: String? { note ?? action }
}

/// That a spend, or a part of it, did not stand.
package struct SpendReversal: Sendable, Equatable, Codable {
  /// The spend's id, or that of a captured hold.
  package let spend: String
  package let amount: Credits

  package init(spend: String, amount: Credits) {
    self.spend = spend
    self.amount = amount
  }
}

/// Credits that are reserved for a job. Rules section 3.6.
package struct Hold: Sendable, Equatable, Codable {
  package let id: String
  package let amount: Credits
  /// The first moment at which it reserves nothing more.
  package let expiresAt: Instant
  package let action: String?

  package init(id: String, amount: Credits, expiresAt: Instant, action: String? = nil) {
    self.id = id
    self.amount = amount
    self.expiresAt = expiresAt
    self.action = action
  }
}

/// What a job cost of what was held for it; the rest is released.
package struct HoldCapture: Sendable, Equatable, Codable {
  package let hold: String
  /// At least 1, at most what was held.
  package let amount: Credits

  package init(hold: String, amount: Credits) {
    self.hold = hold
    self.amount = amount
  }
}

/// Credits that an operator gave.
package struct CreditGrant: Sendable, Equatable, Codable {
  package let id: String
  package let amount: Credits
  package let reason: String
  package let expiresAt: Instant?

  package init(id: String, amount: Credits, reason: String, expiresAt: Instant? = nil) {
    self.id = id
    self.amount = amount
    self.reason = reason
    self.expiresAt = expiresAt
  }
}

/// Debt that an operator struck out: up to `amount` of what is owed at that moment.
package struct DebtForgiveness: Sendable, Equatable, Codable {
  package let id: String
  package let amount: Credits
  package let reason: String

  package init(id: String, amount: Credits, reason: String) {
    self.id = id
    self.amount = amount
    self.reason = reason
  }
}
