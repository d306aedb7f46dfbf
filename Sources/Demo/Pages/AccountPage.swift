/// The page of one account, from what the service says of it.
struct AccountPage {
  static let timelineMax = 20

  let screen: Screen
  let forms: Forms

  private var account: AccountAnswer { screen.account }

  /// - Parameter notice: what stands above all else.
  func main(notice: Markup, standIn: Markup) -> Markup {
    """
    <header><h1>\(forms.account)</h1>
    <p class="quiet">A demo app. All that it shows and does is the service's HTTP API.</p></header>
    \(notice)
    \(reloadNotice)
    <div class="columns">
    \(usage)
    \(billing)
    </div>
    \(PlansSection(monthly: screen.monthly, yearly: screen.yearly, forms: forms).markup)
    \(PackagesSection(packages: screen.packages, forms: forms).markup)
    \(timeline)
    \(standIn)
    """
  }

  private var reloadNotice: Markup { screen.autoReload.guidance.map { Notices.guidance($0, forms) } ?? "" }

  // MARK: Credits

  private var usage: Markup {
    let balance = account.balance
    let parts = [
      ("Plan", balance.plan), ("Granted", balance.granted), ("Purchased", balance.purchased), ("Held", balance.held),
      ("Frozen", balance.frozen), ("Owed", balance.debt),
    ]
    let rows = parts.map { name, amount -> Markup in "<div><dt>\(name)</dt><dd>\(amount)</dd></div>" }
    return """
      <section class="card"><h2>Usage details</h2>
      <p class="balance"><strong>\(balance.available)</strong> credits</p>
      <dl class="parts">\(rows)</dl>
      \(refill)
      \(reload)
      <div class="row">
      \(forms.form("/spend", "Generate an image (\(screen.image.amount.grouped))", ["action": "image"], style: "main"))
      \(forms.form("/spend", "Spend 1,000", ["amount": "1000"]))
      </div></section>
      """
  }

  private var refill: Markup {
    guard let refill = account.nextRefill else { return "" }
    if refill.status == "refilling" { return "<p>Refilling... (\(refill.amount))</p>" }
    return "<p>Next refill: \(refill.amount) on \(Moment.day(refill.at))</p>"
  }

  private var reload: Markup {
    let reload = screen.autoReload
    guard reload.enabled else { return "<p>Auto-reload: off</p>" }
    return """
      <p>\(reload.label): \(reload.package ?? "") below \(reload.threshold ?? 0)</p>
      \(forms.form("/auto-reload/off", "Disable auto-reload", style: "plain"))
      """
  }

  // MARK: Billing

  private var billing: Markup {
    var rows: [Markup] = [Self.row("Plan", "\(plan(account.plan, account.interval)) \(pill)")]
    if let period = account.period {
      rows.append(Self.row("Period", "\(Moment.day(period.start)) to \(Moment.day(period.end))"))
    }
    if let change = account.scheduledChange {
      rows.append(Self.row("Changing to", "\(plan(change.plan, change.interval)) on \(Moment.day(change.at))"))
    }
    if let end = account.cancelAt { rows.append(Self.row("Ends", Moment.day(end))) }
    if let until = account.pausedUntil { rows.append(Self.row("Paused until", Moment.day(until))) }
    return """
      <section class="card"><h2>Billing and payment</h2>
      <dl class="facts">\(rows)</dl>
      <div class="row">\(billingVerbs)</div></section>
      """
  }

  private static func row(_ name: String, _ value: Markup) -> Markup { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

  private var pill: Markup {
    let words = ["active": "Active", "paused": "Paused", "past_due": "Past due", "none": ""][account.status]
    let text = words ?? account.status
    return text.isEmpty ? "" : "<span class=\"pill\">\(text)</span>"
  }

  /// The name that the catalogue gives a plan, as its card has it.
  private func plan(_ key: String, _ interval: String?) -> Markup {
    let name = (screen.monthly.cards + screen.yearly.cards).first { $0.plan == key }?.name ?? key
    return interval.map { "\(name), \($0 == "year" ? "yearly" : "monthly")" } ?? "\(name)"
  }

  private var billingVerbs: [Markup] {
    var verbs: [Markup] = []
    if account.customer != nil { verbs.append(forms.form("/portal", "Manage payment")) }
    guard account.interval != nil else { return verbs }
    if account.status == "paused" {
      return verbs + [forms.verb("resume", "Resume now", style: "main")]
    }
    if account.scheduledChange != nil { verbs.append(forms.verb("undo_scheduled_change", "Undo the scheduled change")) }
    if account.cancelAt != nil { return verbs + [forms.verb("uncancel", "Resume subscription", style: "main")] }
    verbs.append(forms.verb("pause", "Pause for 30 days"))
    verbs.append(
      forms.asking(
        "cancel", "Cancel subscription", "Are you sure you want to cancel your subscription?", style: "plain"))
    return verbs
  }

  // MARK: Timeline

  private var timeline: Markup {
    let lines = screen.timeline.data.map { line -> Markup in
      let effect: Markup = line.effect.isEmpty ? "" : ": <strong>\(line.effect)</strong>"
      return """
        <li><span class="quiet">\(Moment.minute(line.at))</span>
        <span>\(line.text)\(effect)</span>
        <span class="after">\(line.balance)</span></li>
        """
    }
    return """
      <section class="card"><h2>Timeline</h2>
      <p class="quiet">What happened, newest first, with the balance after it.</p>
      <ol class="timeline">\(Array(lines))</ol></section>
      """
  }
}
