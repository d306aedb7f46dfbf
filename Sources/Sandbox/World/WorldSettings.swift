/// How the stand-in behaves where Stripe leaves it to the account's settings.
package struct WorldSettings: Sendable {
  /// What becomes of a subscription whose renewal nobody pays.
  package enum DunningEnd: String, Sendable {
    case cancel, unpaid
    case pastDue = "past_due"
  }

  package var seed: UInt64 = 1
  /// The secret keys that are accepted; any `sk_test_…` or `rk_test_…` where it is empty.
  package var apiKeys: Set<String> = []
  /// Between the roll of the period and the charge.
  package var draftSeconds: Int64 = BillingCalendar.hour
  /// When a declined renewal is charged again, in seconds after the attempt before.
  package var retrySeconds: [Int64] = [3 * BillingCalendar.day, 5 * BillingCalendar.day, 7 * BillingCalendar.day]
  package var dunningEnd = DunningEnd.cancel
  /// How long a bank debit takes.
  package var settlementSeconds: Int64 = 3 * BillingCalendar.day
  /// How long a refund that does not arrive at once takes.
  package var refundSeconds: Int64 = 5 * BillingCalendar.day
  /// When the bank disputes the payments of the card that does so.
  package var disputeSeconds: Int64 = 8 * BillingCalendar.day
  /// The version of answers to requests that name none.
  package var defaultVersion = APIVersion.newest

  package init() {}
}
