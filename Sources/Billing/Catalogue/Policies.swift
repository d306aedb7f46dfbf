/// The terms that are not a plan's own. Every number is the catalogue's to say.
package struct Policies: Sendable, Equatable {
  /// Whether an invoice of nothing (a coupon for all of it, a trial) grants its credits.
  package enum GrantOnZero: String, Sendable, Codable, CaseIterable { case always, trial, never }
  /// When the benefits of a subscription end that the provider ended before its paid period was over.
  package enum EndOfSubscription: String, Sendable, Codable, CaseIterable {
    case atOnce = "at_once"
    case paidPeriod = "paid_period"
  }

  /// What is done about a second live subscription of one account. Rules section 4.
  package enum SecondSubscription: String, Sendable, Codable, CaseIterable {
    /// An operator looks at it.
    case flag
    case cancelAndRefund = "cancel_and_refund"
  }

  /// Who may ask for a refund. Rules section 8.
  package struct RefundRequests: Sendable, Equatable {
    /// Hours after the charge; the last second is in.
    package let withinHours: Int64
    /// Credits used since the charge must be fewer.
    package let creditsUsedBelow: Credits
    /// Charges of this interval only; nil for every charge.
    package let interval: BillingInterval?

    package init(withinHours: Int64 = 48, creditsUsedBelow: Credits = 1000, interval: BillingInterval? = .year) {
      self.withinHours = withinHours
      self.creditsUsedBelow = creditsUsedBelow
      self.interval = interval
    }
  }

  /// Who may buy one-time packages. Rules section 7.1.
  package struct OneTimePackages: Sendable, Equatable {
    package let yearlySubscribers: Bool
    /// Keys of the plans whose subscribers may, however they are billed.
    package let plans: [String]
    /// Days after which every account may; nil for never.
    package let accountAgeDays: Int64?

    package init(
      yearlySubscribers: Bool = true, plans: [String] = [], accountAgeDays: Int64? = 30
    ) {
      self.yearlySubscribers = yearlySubscribers
      self.plans = plans
      self.accountAgeDays = accountAgeDays
    }
  }

  /// The thresholds that auto-reload takes, in credits. Rules section 7.3.
  package struct AutoReloadTerms: Sendable, Equatable {
    package let thresholdMin: Credits
    package let thresholdMax: Credits
    package let thresholdDefault: Credits

    package init(thresholdMin: Credits = 1000, thresholdMax: Credits = 9999, thresholdDefault: Credits = 2000) {
      self.thresholdMin = thresholdMin
      self.thresholdMax = thresholdMax
      self.thresholdDefault = thresholdDefault
    }
  }

  /// What becomes of credits that a clawback does not find. Rules section 3.7.
  package struct Shortfall: Sendable, Equatable {
    /// Up to so many credits of one clawback are forgiven; the rest is a debt.
    package let forgiveUpTo: Credits
    /// The same for a refund that was asked for and approved under section 8.
    package let forgiveRequestedRefundUpTo: Credits

    package init(forgiveUpTo: Credits = 0, forgiveRequestedRefundUpTo: Credits = 1000) {
      self.forgiveUpTo = forgiveUpTo
      self.forgiveRequestedRefundUpTo = forgiveRequestedRefundUpTo
    }
  }

  /// How long a plan's limits are kept after a failed payment, in days.
  package let pastDueGraceDays: Int64
  package let grantOnZero: GrantOnZero
  package let endOfSubscription: EndOfSubscription
  package let secondSubscription: SecondSubscription
  package let refundRequests: RefundRequests
  package let oneTimePackages: OneTimePackages
  package let autoReload: AutoReloadTerms
  package let shortfall: Shortfall
  /// After so long a payment result that is still processing says to refresh or to contact support.
  package let slowResultSeconds: Int64

  package init(
    pastDueGraceDays: Int64 = 14, grantOnZero: GrantOnZero = .always, endOfSubscription: EndOfSubscription = .atOnce,
    secondSubscription: SecondSubscription = .flag, refundRequests: RefundRequests = RefundRequests(),
    oneTimePackages: OneTimePackages = OneTimePackages(),
    autoReload: AutoReloadTerms = AutoReloadTerms(), shortfall: Shortfall = Shortfall(),
    slowResultSeconds: Int64 = 300
  ) {
    self.pastDueGraceDays = pastDueGraceDays
    self.grantOnZero = grantOnZero
    self.endOfSubscription = endOfSubscription
    self.secondSubscription = secondSubscription
    self.refundRequests = refundRequests
    self.oneTimePackages = oneTimePackages
    self.autoReload = autoReload
    self.shortfall = shortfall
    self.slowResultSeconds = slowResultSeconds
  }
}
