/// A word of the service's. The words that are known now are static members; one that is new is a value like another,
/// so that an older client reads the answers of a newer service.
public protocol OpenValue: RawRepresentable, Codable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
where RawValue == String {
  /// Any word.
  init(rawValue: String)
}

extension OpenValue {
  /// Any word.
  public init(stringLiteral: String) { self.init(rawValue: stringLiteral) }
  /// The word.
  public var description: String { rawValue }
}
