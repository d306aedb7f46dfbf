/// A member that is always there: `null` where there is nothing, so that a reader can tell "none" from "not told".
// Without its initializer, those of the views would take the wrapper and not the value.
// swift-format-ignore: UseSynthesizedInitializer
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension OrNull: Sendable where Value: Sendable {}
