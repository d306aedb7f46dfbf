/// The app's own name for a user or team: 1 to 128 characters of `A-Za-z0-9._:@-`, opaque to us. Rules section 1.
/// Dots alone are no name: libraries fold `..` out of addresses.
package struct AccountID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let lengthMax = 128

  package let value: String
  package var description: String { value }

  /// Nil for text that is not such a name.
  package init?(_ text: String) {
    guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows),
      text.utf8.contains(where: { $0 != UInt8(ascii: ".") })
    else { return nil }
    value = text
  }

  private static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "-"): true
    default: false
    }
  }

  package static func < (one: AccountID, other: AccountID) -> Bool { one.value < other.value }
}
