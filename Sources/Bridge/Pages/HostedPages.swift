internal import Billing

/// The pages under `/ui`: frames around the elements. Plans are readable in them without a script.
struct HostedPages: Sendable {
  let catalog: Catalog
  let origins: [String]
  /// The scripts that are fetched at once rather than one after the other.
  let modules: [String]
  let moment: @Sendable () -> Instant

  func plans(_ messages: MessageCatalog) -> Page {
    page(
      messages.text(.plansTitle), messages,
      """
      <h1>\(messages.text(.plansTitle))</h1>
      <tollbridge-plans>\(readable(messages))</tollbridge-plans>
      <tollbridge-packages></tollbridge-packages>
      """)
  }

  func account(_ messages: MessageCatalog) -> Page {
    page(
      messages.text(.usageTitle), messages,
      """
      <h1 class="hidden">\(messages.text(.usageTitle))</h1>
      <tollbridge-account></tollbridge-account>
      <tollbridge-plans overlay page="plans"></tollbridge-plans>
      <tollbridge-packages></tollbridge-packages>
      """)
  }

  func result(_ messages: MessageCatalog) -> Page {
    page(
      messages.text(.billingTitle), messages,
      """
      <h1 class="hidden">\(messages.text(.billingTitle))</h1>
      <tollbridge-result next="account"></tollbridge-result>
      """, expired: .resultUnread)
  }

  /// - Parameter expired: what is said to who comes without a token that is good.
  private func page(
    _ title: String, _ messages: MessageCatalog, _ main: Markup, expired: Message = .linkExpired
  ) -> Page {
    let preloads = modules.map { name -> Markup in "<link rel=\"modulepreload\" href=\"\(name)\">" }
    return Page(
      title, locale: messages.locale,
      head: """
        <meta name="tollbridge-origins" content="\(origins.joined(separator: " "))">
        <link rel="stylesheet" href="page.css">
        \(preloads)
        <script type="module" src="page.js"></script>
        """,
      body: """
        <header class="bar">
        <a class="back" id="back" href="#" hidden>\(messages.text(.linkBack))</a>
        <tollbridge-balance id="balance" hidden></tollbridge-balance>
        </header>
        <main>
        <p id="needed" role="alert" hidden>\(messages.text(.linkNeeded))</p>
        <p id="expired" role="alert" hidden>\(messages.text(expired))</p>
        \(main)
        </main>
        """)
  }

  // MARK: Without a script

  /// Both sides of the toggle and the table, as they are for somebody who is not signed in.
  private func readable(_ messages: MessageCatalog) -> Markup {
    let sides = [(BillingInterval.month, Message.plansPayMonthly), (.year, .plansPayYearly)]
    let groups = sides.map { interval, label -> Markup in
      let page = catalog.plansPage(interval, at: moment(), messages: messages)
      return "<section><h2>\(messages.text(label))</h2>\(cards(page, messages))</section>"
    }
    let month = catalog.plansPage(.month, at: moment(), messages: messages)
    return """
      <div class="readable">
      <noscript><p>\(messages.text(.needsScript))</p></noscript>
      \(groups)
      \(comparison(month, messages))
      </div>
      """
  }

  private func cards(_ page: PlansPage, _ messages: MessageCatalog) -> Markup {
    if let text = page.emptyText { return "<p>\(text)</p>" }
    let cards = page.cards.map { card -> Markup in
      let original: Markup = card.price.original == nil ? "" : "<s>\(messages.price(card.price.billed))</s> "
      return """
        <article><h3>\(card.name)</h3>
        <p class="price">\(original)<strong>\(card.price.text)</strong> \(card.price.billedText ?? "")</p>
        <p>\(card.credits)</p>
        <ul>\(card.highlights.map { words -> Markup in "<li>\(words)</li>" })</ul></article>
        """
    }
    return "<div class=\"cards\">\(cards)</div>"
  }

  private func comparison(_ page: PlansPage, _ messages: MessageCatalog) -> Markup {
    let heads = page.cards.map { card -> Markup in "<th scope=\"col\">\(card.name)</th>" }
    let bodies = page.comparison.map { section -> Markup in
      let rows = section.rows.map { row -> Markup in
        let values = row.values.map { value -> Markup in "<td>\(value)</td>" }
        return "<tr><th scope=\"row\">\(row.name)</th>\(values)</tr>"
      }
      let span = String(page.cards.count + 1)
      return """
        <tbody><tr><th scope="rowgroup" colspan="\(span)">\(section.name)</th></tr>
        \(rows)</tbody>
        """
    }
    return """
      <section><h2>\(messages.text(.compareTitle))</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="\(messages.text(.compareTitle))"><table>
      <thead><tr><th scope="col">\(messages.text(.compareFeature))</th>\(heads)</tr></thead>
      \(bodies)
      </table></div></section>
      """
  }
}
