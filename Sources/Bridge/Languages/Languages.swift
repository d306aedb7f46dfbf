internal import Billing
internal import Stripe

/// The languages that people are spoken to in: English, which is built in, and the translations beside it.
enum Languages {
  /// The translations, one file each under `Resources/languages`.
  private static let translations: [MessageCatalog] = [PackageResources.de_json, PackageResources.ar_json]
    .compactMap { try? Translation($0).catalog }

  static let all: [MessageCatalog] = [.english] + translations

  /// Those that are written from right to left.
  private static let rightToLeft: Set<String> = ["ar", "fa", "he", "ur"]

  static func isRightToLeft(_ locale: String) -> Bool { rightToLeft.contains(primary(locale[...])) }

  /// The language that fits best what `Accept-Language` says (RFC 9110, section 12.5.4), as in `de-AT, en;q=0.5`.
  /// English where none fits.
  static func best(for languages: String) -> MessageCatalog {
    let ranges = languages.split(separator: ",").prefix(32).map { Range($0) }.filter { $0.weight > 0 }
    // A sort that keeps the order of equals.
    let wished = ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    for (_, range) in wished {
      if let found = all.first(where: { $0.locale == range.primary }) { return found }
    }
    return .english
  }

  /// One language with how much it is wished for.
  private struct Range {
    let primary: String
    /// 0 to 1.
    let weight: Double

    init(_ text: Substring) {
      let parts = text.split(separator: ";").map { $0.filter { $0 != " " } }
      primary = Languages.primary((parts.first ?? "")[...])
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
      self.weight = weight.map { (0...1).contains($0) ? $0 : 0 } ?? 1
    }
  }

  private static func primary(_ tag: Substring) -> String { String(tag.prefix { $0 != "-" }).lowercased() }
}

/// A language's file: its name, how it writes numbers, and its texts by key.
struct Translation {
  let catalog: MessageCatalog

  /// - Throws: what is wrong with it. A key that it does not have is said in English.
  init(_ file: [UInt8]) throws {
    let root = try JSONValue(scanning: file)
    let numbers = root["numbers"]
    guard let locale = root["locale"]?.string, let group = numbers?["group"]?.string,
      let decimal = numbers?["decimal"]?.string, let price = numbers?["price"]?.string
    else { throw TranslationError() }
    let texts = (root["messages"]?.members ?? []).compactMap { member in
      Message(rawValue: member.key).flatMap { key in member.value.string.map { (key, $0) } }
    }
    catalog = MessageCatalog(
      locale: locale, translations: Dictionary(texts) { first, _ in first },
      numbers: NumberStyle(group: group, decimal: decimal, pattern: price))
  }
}

/// A language's file that has no locale or no numbers.
struct TranslationError: Error {}
