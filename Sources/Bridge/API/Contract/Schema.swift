internal import Billing

/// The form of a JSON value: what a request is held to, and what the API's description says of it. Being one value,
/// the two cannot differ.
indirect enum Schema: Sendable {
  case text(TextForm)
  case integer(ClosedRange<Int64>)
  case flag
  case list(Schema, atMost: Int? = nil)
  case object([Member])
  /// An object whose names are data.
  case map(Schema)
  case orNull(Schema)
  /// Whatever JSON there is.
  case anything
  /// A form with a name of its own, described once.
  case named(String, Schema)

  /// What a text may be, beyond being one.
  struct TextForm: Sendable {
    /// In Unicode scalars, as JSON Schema counts.
    var length: ClosedRange<Int>?
    var values: [String]?
    var pattern: String?
    var format: String?
    /// The same rule as `pattern` and `format`, in code.
    var holds: (@Sendable (String) -> Bool)?
    var example: String?
  }

  /// A member of an object, or a parameter of a query.
  struct Member: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
    let note: String?

    static func must(_ name: String, _ schema: Schema, _ note: String? = nil) -> Member {
      Member(name: name, schema: schema, isRequired: true, note: note)
    }

    static func may(_ name: String, _ schema: Schema, _ note: String? = nil) -> Member {
      Member(name: name, schema: schema, isRequired: false, note: note)
    }
  }
}

// MARK: - Forms that many routes share

extension Schema {
  static let string = Schema.text(TextForm())

  static func string(_ length: ClosedRange<Int>, example: String? = nil) -> Schema {
    .text(TextForm(length: length, example: example))
  }

  static func oneOf(_ values: [String]) -> Schema { .text(TextForm(values: values)) }
  static func oneOf(_ values: String...) -> Schema { oneOf(values) }

  static let account = Schema.text(
    TextForm(
      length: 1...128, pattern: "^[.]*[A-Za-z0-9_:@-][A-Za-z0-9._:@-]*$", holds: { AccountID($0) != nil },
      example: "user_42"))

  /// A key of the catalogue, as of a plan or a feature.
  static let key = Schema.text(TextForm(length: 1...64, pattern: "^[A-Za-z0-9._-]{1,64}$", holds: isKey))

  /// An id that one of our answers gave.
  static let id = Schema.text(TextForm(length: 1...255, pattern: "^[!-~]{1,255}$", holds: isVisible))

  /// A moment of RFC 3339, with its zone.
  static let moment = Schema.text(
    TextForm(length: 20...40, format: "date-time", holds: isMoment, example: "2026-01-31T00:00:00Z"))

  static let url = Schema.text(
    TextForm(length: 1...2048, pattern: "^[!-~]{1,2048}$", holds: isVisible, example: "https://app.example/billing"))

  static let interval = Schema.oneOf(BillingInterval.allCases.map(\.rawValue))
  /// Credits that are asked for.
  static let creditsToMove = Schema.integer(1...Catalog.creditsMax)
  static let count = Schema.integer(0 ... .max)

  static let money = Schema.named(
    "Money",
    .object([
      .must("amount", .integer(.min ... .max), "In the currency's minor unit."), .must("currency", .string(3...3)),
    ]))

  private static let isKey: @Sendable (String) -> Bool = { text in
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2D, 0x2E, 0x5F].contains(byte)
    }
  }

  private static let isVisible: @Sendable (String) -> Bool = { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  private static let isMoment: @Sendable (String) -> Bool = { $0.utf8.contains(0x54) && Instant($0) != nil }
}
