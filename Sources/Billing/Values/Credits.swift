/// Whole units of in-app currency. Never a fraction, never money.
package typealias Credits = Int64

/// What arithmetic on credits and money can run into: an error, never a trap.
package enum ArithmeticError: Error, CustomStringConvertible {
  case overflow

  package var description: String {
    "A sum left the range of 64-bit integers; the event is kept for a person to look at."
  }
}

extension Int64 {
  package func plus(_ other: Int64) throws(ArithmeticError) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .overflow }
    return sum
  }

  /// The sum, or the end of the range that it leaves: for what is bounded anyway by what was paid.
  package func plusClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }

  /// `self * numerator / denominator`, rounded down, exact in between. Both parts are taken as at least 0 and the
  /// fraction as at most 1.
  package func portion(_ numerator: Int64, of denominator: Int64) -> Int64 {
    guard denominator > 0, numerator > 0, self > 0 else { return 0 }
    guard numerator < denominator else { return self }
    let product = multipliedFullWidth(by: numerator)
    return denominator.dividingFullWidth(product).quotient
  }
}

/// An amount in a currency's minor unit: cents for `usd`, yen for `jpy`.
package struct Money: Hashable, Sendable, Codable, CustomStringConvertible {
  package let amount: Int64
  /// ISO 4217 in lowercase, as Stripe writes it.
  package let currency: String

  package init(amount: Int64, currency: String) {
    self.amount = amount
    self.currency = currency
  }

  private static let zeroDecimal: Set<String> = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
  ]
  private static let threeDecimal: Set<String> = ["bhd", "jod", "kwd", "omr", "tnd"]

  /// For people: `15.00 USD`, `1500 JPY`.
  package var description: String {
    let decimals = Self.zeroDecimal.contains(currency) ? 0 : Self.threeDecimal.contains(currency) ? 3 : 2
    let digits = String(amount.magnitude).leftPadded(to: decimals + 1)
    let whole = digits.dropLast(decimals) + (decimals > 0 ? "." + digits.suffix(decimals) : "")
    return "\(amount < 0 ? "-" : "")\(whole) \(currency.uppercased())"
  }
}
