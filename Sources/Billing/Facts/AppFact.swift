/// What the app, an operator or a person did, as against what the provider told. Each was decided before it became a
/// fact, and none is ever taken back but by a further one.
package enum AppFact: Sendable, Equatable {
  /// The account was seen; it exists from the first time on.
  case touched(Touch)
  case spent(Spend)
  case spendReversed(SpendReversal)
  case held(Hold)
  case holdCaptured(HoldCapture)
  case holdReleased(hold: String)
  case granted(CreditGrant)
  case debtForgiven(DebtForgiveness)
  case autoReloadSet(AutoReloadSetting)
  case reloadStarted(ReloadStart)
  /// The dialog of one-time packages was opened.
  case packagesSeen
  case refundRequested(RefundRequest)
  case refundDecided(RefundDecision)
  /// The provider opened a checkout that we asked for.
  case checkoutOpened(CheckoutOpening)
  /// The person came back from a checkout by the cancel URL.
  case checkoutCanceled(session: String)

  /// The fact's name, as lists print it.
  package var name: String {
    switch self {
    case .touched: "touched"
    case .spent: "spent"
    case .spendReversed: "spend_reversed"
    case .held: "held"
    case .holdCaptured: "hold_captured"
    case .holdReleased: "hold_released"
    case .granted: "granted"
    case .debtForgiven: "debt_forgiven"
    case .autoReloadSet: "auto_reload_set"
    case .reloadStarted: "reload_started"
    case .packagesSeen: "packages_seen"
    case .refundRequested: "refund_requested"
    case .refundDecided: "refund_decided"
    case .checkoutOpened: "checkout_opened"
    case .checkoutCanceled: "checkout_canceled"
    }
  }
}

/// What the app says of an account when it is seen.
package struct Touch: Sendable, Equatable {
  /// The catalogue's region whose terms the account is shown; nil leaves it as it was.
  package let region: String?

  package init(region: String? = nil) { self.region = region }
}

/// Credits that the app took for something that it did. Rules section 3.5.
package struct Spend: Sendable, Equatable {
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
package struct SpendReversal: Sendable, Equatable {
  /// The spend's id, or that of a captured hold.
  package let spend: String
  package let amount: Credits

  package init(spend: String, amount: Credits) {
    self.spend = spend
    self.amount = amount
  }
}

/// Credits that are reserved for a job. Rules section 3.6.
package struct Hold: Sendable, Equatable {
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
package struct HoldCapture: Sendable, Equatable {
  package let hold: String
  /// At least 1, at most what was held.
  package let amount: Credits

  package init(hold: String, amount: Credits) {
    self.hold = hold
    self.amount = amount
  }
}

/// Credits that an operator gave.
package struct CreditGrant: Sendable, Equatable {
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
package struct DebtForgiveness: Sendable, Equatable {
  package let id: String
  package let amount: Credits
  package let reason: String

  package init(id: String, amount: Credits, reason: String) {
    self.id = id
    self.amount = amount
    self.reason = reason
  }
}

/// How a person set auto-reload from the profile. Rules section 7.4.
package struct AutoReloadSetting: Sendable, Equatable {
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
package struct ReloadStart: Sendable, Equatable {
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

/// A checkout that we asked for, with what it sells.
package struct CheckoutOpening: Sendable, Equatable {
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
package struct RefundRequest: Sendable, Equatable {
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
package struct RefundDecision: Sendable, Equatable {
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
