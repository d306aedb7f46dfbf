/// The texts of one locale: the defaults, and what a translation says instead.
package struct MessageCatalog: Sendable, Equatable {
  /// BCP 47, as `en` or `pt-BR`.
  package let locale: String
  private let translations: [Message: String]
  private let numbers: NumberStyle

  package static let english = MessageCatalog(locale: "en")

  package init(locale: String, translations: [Message: String] = [:], numbers: NumberStyle = .english) {
    self.locale = locale
    self.translations = translations
    self.numbers = numbers
  }

  /// The text as it is kept, with its values in braces.
  package func template(_ message: Message) -> String { translations[message] ?? message.english }

  /// The text with its values filled in; a value that the text does not name is left out.
  package func text(_ message: Message, _ values: [String: String] = [:]) -> String {
    var rest = template(message)[...]
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
    return text(message, ["count": number(amount)])
  }

  /// `20,000`.
  package func number(_ count: Int64) -> String { numbers.grouped(count) }

  /// For a price tag: `$40`, `$12.50`.
  package func price(_ money: Money) -> String { numbers.price(money.tagParts(isShort: true)) }

  /// The same with its decimals: `$40.00`.
  package func fullPrice(_ money: Money) -> String { numbers.price(money.tagParts(isShort: false)) }

  /// A day, as everybody reads it: `2027-01-31`.
  package func date(_ moment: Instant) -> String { "\(moment.day)" }
}

/// How a language writes numbers and prices.
package struct NumberStyle: Sendable, Equatable {
  /// Between thousands.
  private let group: String
  private let decimal: String
  /// What stands before, between and after symbol and amount, and whether the symbol comes first.
  private let around: [Substring]
  private let isSymbolFirst: Bool

  package static let english = NumberStyle(group: ",", decimal: ".", pattern: "{symbol}{amount}")

  /// - Parameter pattern: a price, with `{amount}` and `{symbol}` once each.
  package init(group: String, decimal: String, pattern: String) {
    (self.group, self.decimal) = (group, decimal)
    isSymbolFirst = pattern.split(separator: "{").first { $0.contains("}") }?.hasPrefix("symbol") ?? true
    around = pattern.split(separator: "{", omittingEmptySubsequences: false).map { part in
      part.firstIndex(of: "}").map { part[part.index(after: $0)...] } ?? part
    }
  }

  fileprivate func grouped(_ count: Int64) -> String {
    count.grouped.split(separator: ",", omittingEmptySubsequences: false).joined(separator: group)
  }

  /// A currency without a symbol of its own is named behind its amount, in every language.
  fileprivate func price(_ parts: Money.TagParts) -> String {
    let amount = parts.amount.split(separator: ".").joined(separator: decimal)
    guard let symbol = parts.symbol else { return "\(amount) \(parts.code)" }
    let (first, second) = isSymbolFirst ? (symbol, amount) : (amount, symbol)
    guard around.count == 3 else { return first + second }
    return around[0] + first + around[1] + second + around[2]
  }
}

extension Money {
  private static let symbols = ["usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"]

  fileprivate struct TagParts {
    /// With a point before its decimals.
    let amount: String
    let symbol: String?
    let code: String
  }

  /// - Parameter isShort: without decimals where they are nothing.
  fileprivate func tagParts(isShort: Bool) -> TagParts {
    let full = String(description.prefix { $0 != " " })
    let symbol = Self.symbols[currency]
    let amount = isShort && symbol != nil && full.hasSuffix(".00") ? String(full.dropLast(3)) : full
    return TagParts(amount: amount, symbol: symbol, code: currency.uppercased())
  }
}
