/// What was otherwise before 2022-11-15, on top of the old shapes.
struct OlderShapes {
  private let world: World

  init(_ world: World) { self.world = world }

  func adapt(_ object: JSON) -> JSON {
    switch object["object"].text {
    case "payment_intent": intent(object)
    case "charge": charge(object)
    case "subscription", "invoice": object.without(["discounts"])
    case "checkout.session": object.without(["ui_mode", "invoice", "discounts"])
    default: object
    }
  }

  /// All charges of the intent lie in it, newest first.
  private func intent(_ old: JSON) -> JSON {
    let id = old.word("id")
    let charges = world.all("charge").filter { $0["payment_intent"].id == id }.reversed()
    return old.without(["latest_charge", "automatic_payment_methods"])
      .with([("charges", World.list(Array(charges), url: "/v1/charges?payment_intent=\(id)"))])
  }

  /// All refunds of the charge lie in it, newest first.
  private func charge(_ old: JSON) -> JSON {
    let id = old.word("id")
    let refunds = world.all("refund").filter { $0["charge"].id == id }.reversed()
    return old.with([("refunds", World.list(Array(refunds), url: "/v1/charges/\(id)/refunds"))])
  }
}
