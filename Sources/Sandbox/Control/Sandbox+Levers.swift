/// Levers that Stripe's own test mode has otherwise: how a card behaves from now on, and how a dispute goes.
extension Sandbox {
  /// `{"customer": "cus_…", "behaviour": "declined"}`: the customer's cards behave so from now on.
  func setCard(_ asked: JSON) async -> Answer {
    guard let behaviour = Behaviour(rawValue: asked.word("behaviour")) else {
      return Self.reply(
        400, ["error": "No such behaviour.", "behaviours": .array(Behaviour.allCases.map { .text($0.rawValue) })])
    }
    let customer = asked.word("customer")
    let count = await with { $0.setCards(of: customer, behaviour) }
    return Self.reply(count > 0 ? 200 : 404, ["cards": .integer(Int64(count))])
  }

  /// `POST disputes {"charge"}` opens one, `POST disputes/{id} {"outcome": "won" | "lost" | "answered"}` goes on.
  func disputes(_ steps: [String], _ asked: JSON) async -> Answer {
    if steps.count == 1 {
      let dispute = await with { $0.dispute(asked.word("charge")) }
      return dispute.isNull
        ? Self.reply(404, ["error": "No such charge to dispute."]) : Self.reply(200, dispute.published)
    }
    let id = steps[1]
    let dispute = await with { world in
      switch asked.word("outcome") {
      case "won": world.closeDispute(id, won: true)
      case "lost": world.closeDispute(id, won: false)
      case "answered": world.answerDispute(id)
      default: break
      }
      return world["dispute", id] ?? .null
    }
    return dispute.isNull ? Self.reply(404, ["error": "No such dispute."]) : Self.reply(200, dispute.published)
  }
}

extension World {
  /// Lets all cards of a customer behave as told from now on; says how many there are.
  package mutating func setCards(of customer: String, _ behaviour: Behaviour) -> Int {
    let methods = all("payment_method").filter { $0["customer"].id == customer && $0.word("type") == "card" }
    for method in methods {
      change("payment_method", method.word("id")) { $0["_behaviour"] = .text(behaviour.rawValue) }
    }
    return methods.count
  }
}
