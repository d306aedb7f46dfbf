internal import Foundation

/// The forms of the wire: `snake_case`, times of RFC 3339.
enum JSON {
  static func encoded(_ value: any Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(text(date))
    }
    do { return Array(try encoder.encode(value)) } catch {
      throw TransportError(.notSent, "It cannot be written as JSON: \(error)")
    }
  }

  static func decoded<Value: Decodable>(_ bytes: [UInt8], as type: Value.Type = Value.self) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.dateDecodingStrategy = .custom { decoder in
      let text = try decoder.singleValueContainer().decode(String.self)
      guard let date = date(text) else {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no time: \(text)"))
      }
      return date
    }
    return try decoder.decode(type, from: Data(bytes))
  }

  /// In whole seconds: `2026-01-31T00:00:00Z`.
  static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  private static func date(_ text: String) -> Date? {
    (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
  }
}
