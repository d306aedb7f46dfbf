/// Why credits moved, for the person who reads the ledger. It becomes words only where somebody reads it.
package enum Note: Sendable, Equatable {
  /// The first refill of a period, which an invoice paid for.
  case paidRefill(plan: String, of: Instant, invoice: String, Money?)
  /// A refill that came due by the calendar.
  case refill(plan: String, of: Instant)
  case change(from: String, to: String, invoice: String, Money?)
  case package(String, Money?, byAutoReload: Bool)
  case refund(of: String, returned: Money, paid: Money)
  case refundUnderWay(of: String)
  case dispute(of: String, what: String)
  case spend(of: String?)
  case reversal(of: String)
  case hold(of: String?)
  case capture(of: String)
  case release(of: String)
  case holdExpired
  case grant(reason: String)
  case forgiveness(reason: String)
  /// Credits whose time was over at that moment.
  case expired(of: Instant)
  /// A fact that arrived later settles it otherwise.
  case takenBack
}

extension Note: CustomStringConvertible {
  package var description: String {
    switch self {
    case .paidRefill(let plan, let moment, let invoice, let money):
      "\(plan): refill of \(moment.day), \(Self.words(invoice, money))"
    case .refill(let plan, let moment): "\(plan): refill of \(moment.day)"
    case .change(let old, let new, let invoice, let money):
      "change from \(old) to \(new), \(Self.words(invoice, money)): the difference for the time left"
    case .package(let name, let money, let byAutoReload):
      "package \(name)\(byAutoReload ? " by auto-reload" : "") bought\(money.map { " for \($0)" } ?? "")"
    case .refund(let name, let returned, let paid):
      "refund of \(name): \(returned == paid ? "all" : "\(returned)") of \(paid) returned"
    case .refundUnderWay(let name): "refund of \(name) under way"
    case .dispute(let name, let what): "dispute of \(name) \(what)"
    case .spend(let what): "spent\(what.map { " on \($0)" } ?? "")"
    case .reversal(let spend): "spend \(spend) reversed"
    case .hold(let what): "held\(what.map { " for \($0)" } ?? "")"
    case .capture(let hold): "hold \(hold) captured"
    case .release(let hold): "hold \(hold) released"
    case .holdExpired: "the hold's time was over: released"
    case .grant(let reason): "granted: \(reason)"
    case .forgiveness(let reason): "debt forgiven: \(reason)"
    case .expired(let moment): "credits that lasted to \(moment.day) expired"
    case .takenBack: "taken back: a fact that arrived later settles it otherwise"
    }
  }

  /// `invoice in_1 of 15.00 USD paid`.
  private static func words(_ invoice: String, _ money: Money?) -> String {
    "invoice \(invoice)\(money.map { " of \($0)" } ?? "") paid"
  }
}
