/// The plan cards of both intervals, each with its one button, and the comparison.
struct PlansSection {
  let monthly: PlansAnswer
  let yearly: PlansAnswer
  let forms: Forms

  var markup: Markup {
    """
    <section id="plans"><h2>\(monthly.title)</h2>
    \([monthly, yearly].map(group))
    \(comparison)
    </section>
    """
  }

  private func group(_ plans: PlansAnswer) -> Markup {
    let label = plans.toggle.first(where: \.selected)?.label ?? plans.interval
    if let empty = plans.emptyText { return "<h3>\(label)</h3><p>\(empty)</p>" }
    return "<h3>\(label)</h3><div class=\"cards\">\(plans.cards.map { card($0, plans.interval) })</div>"
  }

  private func card(_ card: PlansAnswer.Card, _ interval: String) -> Markup {
    let original: Markup = card.price.originalText.map { "<s>\($0)</s> " } ?? ""
    return """
      <article class="card\(card.popular ? " popular" : "")"><h4>\(card.name)</h4>
      \(Self.line("badge", card.badge))
      <p class="price">\(original)\(card.price.text)</p>
      \(Self.line("quiet", card.price.billedText))
      \(Self.line("saving", card.savings))
      <p>\(card.credits)</p>
      <ul>\(card.highlights.map { item -> Markup in "<li>\(item)</li>" })</ul>
      <div class="foot">\(button(card, interval))</div></article>
      """
  }

  private static func line(_ style: String, _ text: String?) -> Markup {
    text.map { "<p class=\"\(style)\">\($0)</p>" } ?? ""
  }

  /// The API says what the button is called and which verb it stands for; there is nothing to work out here.
  private func button(_ card: PlansAnswer.Card, _ interval: String) -> Markup {
    let button = card.button
    let style = button.state == "upgrade" ? "main" : ""
    switch button.verb {
    case "checkout":
      return forms.form("/checkout", button.label, ["plan": card.plan, "interval": interval], style: style)
    case "change":
      let query = "account=\(Link.encoded(forms.account))&plan=\(Link.encoded(card.plan))&interval=\(interval)"
      return "<a class=\"button \(style)\" href=\"/confirm?\(query)\">\(button.label)</a>"
    case "cancel":
      return forms.asking("cancel", button.label, "Are you sure you want to cancel your subscription?")
    case "resume": return "\(forms.verb("resume", button.label, style: "main"))\(Self.line("quiet", button.dateText))"
    default:
      let undo = button.undo.map { forms.verb($0.verb, $0.label, style: "plain") } ?? ""
      return "<button disabled>\(button.label)</button>\(undo)"
    }
  }

  private var comparison: Markup {
    let head = monthly.cards.map { card -> Markup in "<th scope=\"col\">\(card.name)</th>" }
    let rows = monthly.comparison.sections.map { section -> Markup in
      let lines = section.rows.map { row -> Markup in
        "<tr><th scope=\"row\">\(row.name)</th>\(row.values.map { value -> Markup in "<td>\(value)</td>" })</tr>"
      }
      let span = String(monthly.cards.count + 1)
      return """
        <tbody><tr><th class="group" scope="rowgroup" colspan="\(span)">\(section.name)</th></tr>
        \(lines)</tbody>
        """
    }
    return """
      <details class="compare"><summary>\(monthly.comparison.title)</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="\(monthly.comparison.title)"><table>
      <thead><tr><th scope="col">Feature</th>\(head)</tr></thead>
      \(rows)</table></div></details>
      """
  }
}

/// The page that asks before a plan is changed: what the preview says of it, and what will be lost.
struct ConfirmPage {
  let card: PlansAnswer.Card
  let interval: String
  let preview: PreviewAnswer
  let forms: Forms

  var markup: Markup {
    let button = card.button
    let features = button.confirmation.lost.map { feature -> Markup in "<li>\(feature)</li>" }
    let lost: Markup = features.isEmpty ? "" : "<p>There will be less of:</p><ul>\(features)</ul>"
    return """
      <header><h1>\(button.confirmation.title ?? button.label)</h1></header>
      <section class="card"><h2>\(card.name), \(interval == "year" ? "yearly" : "monthly")</h2>
      <p>\(button.confirmation.body ?? "")</p>
      \(lost)
      <dl class="facts">\(facts)</dl>
      <p class="quiet">\(button.warning?.text ?? "")</p>
      <div class="row">
      \(forms.form("/change", button.warning?.proceed ?? button.label, fields, style: "main"))
      <a class="button" href="\(Link.home(forms.account))#plans">\(button.warning?.stay ?? "Back")</a>
      </div></section>
      """
  }

  private var fields: KeyValuePairs<String, String> {
    ["plan": card.plan, "interval": interval, "acknowledge": card.button.warning == nil ? "" : "irreversible"]
  }

  private var facts: [Markup] {
    var rows: [(String, Markup)] = [("Takes effect", "now, once it is paid")]
    if preview.timing == "period_end" {
      rows = [("Takes effect", preview.at.map(Moment.day) ?? "at the end of the period")]
    }
    if preview.credits > 0 { rows.append(("Credits with the payment", "\(preview.credits)")) }
    rows.append(("Then", "\(preview.refill)"))
    if let estimate = preview.estimateText { rows.append(("Due now, about", "\(estimate)")) }
    return rows.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
  }
}
