/// An amount of money.
public struct Money: Codable, Hashable, Sendable {
  /// In the currency's minor unit: 1500 is $15.00, and ¥1500. Negative where it goes to the person.
  public let amount: Int
  /// ISO 4217 in small letters: `usd`.
  public let currency: String

  /// - Parameters:
  ///   - amount: in the currency's minor unit.
  ///   - currency: ISO 4217 in small letters.
  public init(amount: Int, currency: String) {
    self.amount = amount
    self.currency = currency
  }
}
