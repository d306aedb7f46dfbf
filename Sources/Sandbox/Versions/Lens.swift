/// Shows objects of the newest shape as a version of the API shows them.
struct Lens {
  private let version: APIVersion
  private let world: World

  init(_ version: APIVersion, _ world: World) {
    self.version = version
    self.world = world
  }

  /// The object and all that lies in it, without the world's own notes.
  func render(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map(render))
    case .object:
      let shaped = adapt(value)
      return .object(
        JSONObject(shaped.members.filter { !$0.key.hasPrefix("_") }.map { ($0.key, render($0.value)) }))
    default: return value
    }
  }

  private func adapt(_ object: JSON) -> JSON {
    switch version.shape {
    case .newest: object
    case .v2024: OldShapes(world).adapt(object)
    case .v2020: OlderShapes(world).adapt(OldShapes(world).adapt(object))
    }
  }
}
