/// `/v1/billing_portal/sessions`.
enum PortalSessions {
  private static let flows = ["payment_method_update", "subscription_cancel", "subscription_update_confirm"]

  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let customer = try world.customer(try call.required("customer"), param: "customer").word("id")
    let configuration = try configuration(&world, call)
    let flow = try flow(world, customer, call.form["flow_data"])
    let session = world.newPortalSession(
      customer: customer, configuration: configuration, returnURL: call.text("return_url"), flow: flow,
      locale: call.text("locale"))
    world.tell("billing_portal.session.created", session)
    return session
  }

  private static func configuration(_ world: inout World, _ call: Call) throws(APIError) -> String {
    if let id = call.text("configuration") {
      return try world.find("billing_portal.configuration", id, param: "configuration").word("id")
    }
    if let known = world.all("billing_portal.configuration").first(where: { $0.isTrue("is_default") }) {
      return known.word("id")
    }
    return world.newPortalConfiguration([:], isDefault: true).word("id")
  }

  private static func flow(_ world: World, _ customer: String, _ data: JSON) throws(APIError) -> JSON {
    guard data.object != nil else { return nil }
    guard let type = data["type"].text else { throw .missing("flow_data[type]") }
    guard flows.contains(type) else {
      throw .invalid("The stand-in has the flows \(flows.joined(separator: ", ")).", param: "flow_data[type]")
    }
    let after = data["after_completion"]
    var flow: JSON = [
      "after_completion": [
        "hosted_confirmation": nil,
        "redirect": after["redirect"].object == nil ? nil : ["return_url": after["redirect"]["return_url"]],
        "type": .text(after["type"].text ?? "portal_homepage"),
      ],
      "subscription_cancel": nil, "subscription_update": nil, "subscription_update_confirm": nil, "type": .text(type),
    ]
    guard type != "payment_method_update" else { return flow }
    let path = "flow_data[\(type)][subscription]"
    guard let id = data[type]["subscription"].text else { throw .missing(path) }
    let subscription = try world.find("subscription", id, param: path)
    guard subscription["customer"].id == customer, !subscription.isOver else {
      throw .noSuch("subscription", id, param: path)
    }
    var part: JSON = ["subscription": .text(id)]
    if type == "subscription_cancel" {
      part["retention"] = nil
    } else {
      part["discounts"] = nil
      part["items"] = .array(try items(world, data[type]["items"].elements))
    }
    flow[type] = part
    return flow
  }

  private static func items(_ world: World, _ asked: [JSON]) throws(APIError) -> [JSON] {
    let path = "flow_data[subscription_update_confirm][items]"
    guard asked.count == 1, let item = asked.first else { throw .invalid("Pass exactly one item.", param: path) }
    if let price = item["price"].text { _ = try world.price(price, param: "\(path)[0][price]") }
    return [
      [
        "id": JSON(item["id"].text), "price": JSON(item["price"].text),
        "quantity": .integer(item["quantity"].integer ?? 1),
      ]
    ]
  }
}

/// `/v1/billing_portal/configurations`.
enum PortalConfigurations {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let isFirst = world.all("billing_portal.configuration").isEmpty
    let configuration = world.newPortalConfiguration(call.form, isDefault: isFirst)
    world.tell("billing_portal.configuration.created", configuration)
    return configuration
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("billing_portal.configuration", call) { configuration in
      (call.flag("active").map { configuration.isTrue("active") == $0 } ?? true)
        && (call.flag("is_default").map { configuration.isTrue("is_default") == $0 } ?? true)
    }
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("billing_portal.configuration", call.id)
  }
}
