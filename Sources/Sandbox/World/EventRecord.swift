/// An event as it happened: the object in the newest shape, from which each version's payload is made.
package struct EventRecord: Sendable {
  /// The request that caused it; none where the world acted by itself.
  struct Cause: Sendable {
    let request: String
    let idempotencyKey: String?
  }

  package let id: String
  package let type: String
  package let created: Int64
  package let object: JSON
  let before: JSON?
  let cause: Cause?
  /// The endpoints that have not taken it yet.
  package internal(set) var waiting: Set<String>

  /// The event as a version shows it.
  package func rendered(_ version: APIVersion, in world: World) -> JSON {
    let lens = Lens(version, world)
    let object = lens.render(self.object)
    var data: JSON = ["object": object]
    if let before { data["previous_attributes"] = Self.difference(lens.render(before), object) }
    return [
      "id": .text(id), "object": "event", "api_version": .text(version.name), "created": .integer(created),
      "data": data, "livemode": false, "pending_webhooks": .integer(Int64(waiting.count)),
      "request": ["id": JSON(cause?.request), "idempotency_key": JSON(cause?.idempotencyKey)],
      "type": .text(type),
    ]
  }

  /// What the members of `old` were where `new` has them otherwise; a list as a whole.
  static func difference(_ old: JSON, _ new: JSON) -> JSON {
    var difference = JSONObject()
    for (key, value) in old.members where new[key] != value {
      let isNested = value.object != nil && new[key].object != nil
      difference[key] = isNested ? Self.difference(value, new[key]) : value
    }
    for key in new.object?.keys ?? [] where old.object?[key] == nil { difference[key] = .null }
    return .object(difference)
  }
}

/// A payload for one endpoint.
package struct Dispatch: Sendable {
  package let event: String
  package let type: String
  package let endpoint: String
  package let url: String
  package let secret: String
  package let body: [UInt8]
}
