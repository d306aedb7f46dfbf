/// What an account has and holds at one moment: what the app asks and people are shown.
package struct AccountState: Sendable, Equatable {
  package struct Balance: Sendable, Equatable, Encodable {
    /// What can be spent now; 0 while there is a debt.
    package let available: Credits
    package let held: Credits
    package let frozen: Credits
    package let debt: Credits
    package let plan: Credits
    package let granted: Credits
    package let purchased: Credits
  }

  package struct ScheduledChange: Sendable, Equatable {
    package let plan: String
    package let interval: String?
    package let at: Instant
  }

  package struct Refill: Sendable, Equatable {
    /// `refilling` between the start of a period and its payment.
    package enum Status: String, Sendable { case scheduled, refilling }

    package let at: Instant
    package let amount: Credits
    package let status: Status
  }

  package struct Period: Sendable, Equatable {
    package let start: Instant
    package let end: Instant
  }

  package struct Checkout: Sendable, Equatable {
    package let id: String
    package let result: CheckoutResult
  }

  package let plan: String
  package let interval: String?
  /// The provider's word for the subscription, `paused`, or `none` where there never was one.
  package let status: String
  package let balance: Balance
  package let autoReload: AutoReload?
  package let scheduledChange: ScheduledChange?
  package let pausedUntil: Instant?
  /// When the subscription ends by a cancellation that stands.
  package let cancelAt: Instant?
  package let period: Period?
  package let nextRefill: Refill?
  package let customer: String?
  package let subscription: String?
  package let checkouts: [Checkout]
}

/// What a checkout came to. Rules section 9.
package enum CheckoutResult: String, Sendable {
  case processing, succeeded, canceled, failed
}
