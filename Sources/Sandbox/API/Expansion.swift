/// `expand[]`: ids in an answer become the objects that they name.
struct Expansion {
  static let depthMax = 4

  let world: World
  let lens: Lens

  func expanded(_ value: JSON, _ paths: [String]) throws(APIError) -> JSON {
    var value = value
    for path in paths {
      let steps = path.split(separator: ".").map(String.init)
      guard steps.filter({ $0 != "data" }).count <= Self.depthMax else {
        throw .invalid("You cannot expand more than 4 levels of a property. Property: \(path)", param: "expand")
      }
      value = try expand(value, steps[...], path)
    }
    return value
  }

  private func expand(_ value: JSON, _ steps: ArraySlice<String>, _ path: String) throws(APIError) -> JSON {
    guard let step = steps.first else { return value }
    if case .array(let elements) = value {
      var expanded: [JSON] = []
      for element in elements { expanded.append(try expand(element, steps, path)) }
      return .array(expanded)
    }
    guard value.object != nil else { return value }
    var value = value
    if value.object?[step] == nil {
      guard let list = included(step, in: value) else {
        throw .invalid("This property cannot be expanded (\(step)).", param: "expand[]")
      }
      value[step] = list
    } else {
      value[step] = objects(value[step])
    }
    value[step] = try expand(value[step], steps.dropFirst(), path)
    return value
  }

  private func objects(_ value: JSON) -> JSON {
    switch value {
    case .text(let id): world.lookup(id).map(lens.render) ?? value
    case .array(let elements): .array(elements.map(objects))
    default: value
    }
  }

  /// Lists that are in an answer only where they are asked for.
  private func included(_ name: String, in object: JSON) -> JSON? {
    let id = object.word("id")
    switch (object["object"].text, name) {
    case ("checkout.session", "line_items"):
      return world.lineItems(of: id).map { lens.render(World.list($0, url: "/v1/checkout/sessions/\(id)/line_items")) }
    case ("invoice", "payments"):
      let payments = world.all("invoice_payment").filter { $0["invoice"].id == id }
      return lens.render(World.list(payments, url: "/v1/invoice_payments?invoice=\(id)"))
    case ("charge", "refunds"):
      let refunds = world.all("refund").filter { $0["charge"].id == id }
      return lens.render(World.list(Array(refunds.reversed()), url: "/v1/charges/\(id)/refunds"))
    case ("customer", "subscriptions"):
      let live = world.all("subscription").filter { $0["customer"].id == id && !$0.isOver }
      return lens.render(World.list(Array(live.reversed()), url: "/v1/customers/\(id)/subscriptions"))
    default: return nil
    }
  }
}
