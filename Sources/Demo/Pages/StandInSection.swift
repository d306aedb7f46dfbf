/// The levers of the stand-in: time, the card, and scenarios.
struct StandInSection {
  let standIn: StandIn
  let scenarios: [StandIn.Scenario]
  let customer: String?
  let forms: Forms

  var markup: Markup {
    """
    <section class="card" id="stand-in"><h2>Stand-in</h2>
    <p class="quiet">No money moves: the other side is a stand-in for Stripe on this machine.</p>
    <div class="row">
    \(forms.form("/stand-in/clock", "One day later", ["days": "1"]))
    \(forms.form("/stand-in/clock", "One month later", ["days": "31"]))
    \(cards)
    </div>
    \(choice)
    <p><a href="\(standIn.origin)/sandbox/">How the stand-in stands</a></p></section>
    """
  }

  private var cards: Markup {
    guard let customer else { return "" }
    return """
      \(forms.form("/stand-in/card", "Let the card decline", ["customer": customer, "behaviour": "declined"]))
      \(forms.form("/stand-in/card", "Let the card work", ["customer": customer, "behaviour": "works"]))
      """
  }

  private var choice: Markup {
    guard !scenarios.isEmpty else { return "" }
    let options = scenarios.map { scenario -> Markup in
      "<option value=\"\(scenario.name)\">\(scenario.name): \(scenario.words)</option>"
    }
    let field: Markup = """
      <label for="scenario">Scenario</label>
      <select id="scenario" name="scenario">\(options)</select>
      """
    return forms.form("/stand-in/scenario", "Play", inside: field)
  }
}
