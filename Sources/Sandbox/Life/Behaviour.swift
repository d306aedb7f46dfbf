/// How a payment method behaves, by the numbers of Stripe's test cards.
package enum Behaviour: String, Sendable, CaseIterable {
  /// 4242 4242 4242 4242.
  case works
  /// 4000 0000 0000 0002: declined wherever it is used.
  case declined
  /// 4000 0000 0000 9995.
  case insufficientFunds = "insufficient_funds"
  /// 4000 0000 0000 0341: can be saved, and fails when it is charged.
  case failsLater = "fails_later"
  /// 4000 0025 0000 3155: the bank wants to ask its customer.
  case authentication
  /// 4000 0000 0000 0259: works, and is disputed days later.
  case disputed
  /// 4000 0000 0000 7726: refunds take days.
  case refundPending = "refund_pending"
  /// 4000 0000 0000 5126: refunds fail after days.
  case refundFails = "refund_fails"
  /// A bank debit that pays after days.
  case bankDebit = "bank_debit"
  /// A bank debit that fails after days.
  case bankDebitFails = "bank_debit_fails"

  package var isBankDebit: Bool { self == .bankDebit || self == .bankDebitFails }
  var methodType: String { isBankDebit ? "us_bank_account" : "card" }

  var last4: String {
    switch self {
    case .works: "4242"
    case .declined: "0002"
    case .insufficientFunds: "9995"
    case .failsLater: "0341"
    case .authentication: "3155"
    case .disputed: "0259"
    case .refundPending: "7726"
    case .refundFails: "5126"
    case .bankDebit, .bankDebitFails: "6789"
    }
  }

  /// By the names of Stripe's test payment methods.
  init?(token: String) {
    switch token {
    case "pm_card_visa", "pm_card_us", "pm_card_mastercard": self = .works
    case "pm_card_chargeDeclined", "pm_card_visa_chargeDeclined": self = .declined
    case "pm_card_chargeDeclinedInsufficientFunds", "pm_card_visa_chargeDeclinedInsufficientFunds":
      self = .insufficientFunds
    case "pm_card_chargeCustomerFail": self = .failsLater
    case "pm_card_authenticationRequired", "pm_card_threeDSecure2Required": self = .authentication
    case "pm_card_createDispute", "pm_card_createDisputeProductNotReceived": self = .disputed
    case "pm_card_pendingRefund": self = .refundPending
    case "pm_card_refundFail": self = .refundFails
    case "pm_usBankAccount_success", "pm_usBankAccount": self = .bankDebit
    case "pm_usBankAccount_insufficientFunds": self = .bankDebitFails
    default: return nil
    }
  }

  /// What comes of a payment.
  enum Verdict: Equatable {
    case succeeds
    /// It comes to its end later.
    case processes
    case declined(code: String, decline: String, message: String)
    /// The customer has to confirm it.
    case asks
  }

  /// - Parameter onSession: whether the customer is there, and has confirmed what the bank asks where `confirmed`.
  func verdict(onSession: Bool, confirmed: Bool = false) -> Verdict {
    switch self {
    case .works, .disputed, .refundPending, .refundFails: .succeeds
    case .bankDebit, .bankDebitFails: .processes
    case .declined, .failsLater:
      .declined(code: "card_declined", decline: "generic_decline", message: "Your card was declined.")
    case .insufficientFunds:
      .declined(code: "card_declined", decline: "insufficient_funds", message: "Your card has insufficient funds.")
    case .authentication where confirmed: .succeeds
    case .authentication where onSession: .asks
    case .authentication:
      .declined(
        code: "authentication_required", decline: "authentication_required",
        message: "Your card was declined. This transaction requires authentication.")
    }
  }
}
