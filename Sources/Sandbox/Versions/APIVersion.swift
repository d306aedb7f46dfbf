/// A version of the API as it is named, and the family of shapes that it has here.
package struct APIVersion: Sendable, Equatable {
  /// The three shapes that the stand-in can speak.
  package enum Shape: Sendable {
    /// Before 2022-11-15: charges lie in payment intents, refunds in charges.
    case v2020
    /// Before 2025-03-31.basil: the subscription has the period, the invoice the subscription.
    case v2024
    /// Basil and after, as of 2026-10-28.endive.
    case newest
  }

  package let name: String
  package static let newest = APIVersion("2026-10-28.endive")
  package static let v2024 = APIVersion("2024-06-20")
  package static let v2020 = APIVersion("2020-08-27")

  package init(_ name: String) { self.name = name }

  package var shape: Shape {
    let day = name.prefix(10)
    if day < "2022-11-15" { return .v2020 }
    return day < "2025-03-31" ? .v2024 : .newest
  }

  /// Whether it looks like a version at all: `yyyy-mm-dd`, with or without a train's name.
  package var isWellFormed: Bool {
    let parts = name.prefix(10).split(separator: "-")
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil }) else { return false }
    return name.utf8.count == 10 || (name.dropFirst(10).hasPrefix(".") && name.dropFirst(11).allSatisfy(\.isLetter))
  }
}
