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
  /// The provider did not take the charge of a reload: declined, or no card to charge.
  case reloadFailed(ReloadFailure)
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
    case .reloadFailed: "reload_failed"
    case .packagesSeen: "packages_seen"
    case .refundRequested: "refund_requested"
    case .refundDecided: "refund_decided"
    case .checkoutOpened: "checkout_opened"
    case .checkoutCanceled: "checkout_canceled"
    }
  }
}
