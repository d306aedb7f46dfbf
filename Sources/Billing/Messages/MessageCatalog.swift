/// The texts of one locale: the defaults, and what a translation says instead.
package struct MessageCatalog: Sendable, Equatable {
  /// BCP 47, as `en` or `pt-BR`.
  package let locale: String
  private let translations: [Message: String]

  package static let english = MessageCatalog(locale: "en")

  package init(locale: String, translations: [Message: String] = [:]) {
    self.locale = locale
    self.translations = translations
  }

  /// The text with its values filled in; a value that the text does not name is left out.
  package func text(_ message: Message, _ values: [String: String] = [:]) -> String {
    var rest = (translations[message] ?? message.english)[...]
    var text = ""
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      text += rest[..<open] + (values[name] ?? "{\(name)}")
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// `5,000 credits / month`.
  package func credits(_ amount: Credits, per unit: RefillUnit) -> String {
    let message: Message =
      switch unit {
      case .day: .creditsPerDay
      case .month: .creditsPerMonth
      case .year: .creditsPerYear
      }
    return text(message, ["count": amount.grouped])
  }
}

extension Money {
  private static let symbols = ["usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"]

  /// For a price tag: `$40`, `$12.50`, `¥1500`, `40.00 CHF`.
  package var tag: String { fullTag.hasSuffix(".00") ? String(fullTag.dropLast(3)) : fullTag }

  /// The same with its decimals: `$40.00`.
  package var fullTag: String {
    guard let symbol = Self.symbols[currency] else { return description }
    return symbol + description.prefix { $0 != " " }
  }
}
