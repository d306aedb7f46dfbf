/// The one-time packages, for whom they are open; the prompt for everybody else.
struct PackagesSection {
  let packages: PackagesAnswer
  let forms: Forms

  private var isOpen: Bool { packages.eligibility == "allowed" }

  var markup: Markup {
    let residual: Markup = packages.residual.map { "<p>\(packages.residualLabel): \($0) credits</p>" } ?? ""
    return """
      <section id="one-time"><h2>\(packages.button)\(packages.new ? dot : "")</h2>
      \(packages.new ? forms.form("/seen", "Got it", style: "plain") : "")
      \(residual)
      \(prompt)
      \(packages.emptyText.map { text -> Markup in "<p>\(text)</p>" } ?? "")
      <div class="cards">\(packages.cards.map(card))</div>
      <p class="quiet">\(packages.footer.joined(separator: " · "))</p></section>
      """
  }

  private var dot: Markup { " <span class=\"dot\">new</span>" }

  private var prompt: Markup {
    guard let prompt = packages.prompt else { return "" }
    let other: Markup = packages.otherWay.map { "<p>\($0)</p>" } ?? ""
    return """
      <div class="card"><h3>\(prompt.title)</h3><p>\(prompt.body)</p>
      <p><a class="button main" href="#plans">\(prompt.action)</a></p>\(other)</div>
      """
  }

  private func card(_ card: PackagesAnswer.Card) -> Markup {
    let badge: Markup = card.autoReload.map { "<p class=\"badge\">\($0.badge)</p>" } ?? ""
    return """
      <article class="card"><h3>\(card.name)</h3>
      \(badge)
      <p class="price">\(Self.struck(card.price))\(card.price.text)</p>
      <p>\(card.creditsText)</p><p class="quiet">\(card.price.perHundredText)</p>
      \(isOpen ? buttons(card) : "")</article>
      """
  }

  private func buttons(_ card: PackagesAnswer.Card) -> Markup {
    let once = forms.form("/checkout", card.price.payText, ["package": card.package])
    guard let reload = card.autoReload else { return "<div class=\"foot\">\(once)</div>" }
    let (field, terms) = ("threshold-\(card.package)", packages.threshold)
    let threshold: Markup = """
      <label for="\(field)">\(terms.label)</label>
      <input id="\(field)" name="threshold" type="number" inputmode="numeric" required min="\(String(terms.minimum))"
      max="\(String(terms.maximum))" value="\(String(terms.value))">
      <p>\(Self.struck(reload.price))\(reload.price.text) <span class="badge">\(reload.payBadge)</span></p>
      """
    return """
      <div class="foot">\(once)
      <details><summary>\(reload.section)</summary>
      \(forms.form("/checkout", reload.price.payText, ["package": card.package], style: "main", inside: threshold))
      </details></div>
      """
  }

  private static func struck(_ price: PackagesAnswer.Card.Price) -> Markup {
    price.originalText.map { "<s>\($0)</s> " } ?? ""
  }
}
