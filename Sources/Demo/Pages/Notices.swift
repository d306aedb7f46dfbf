/// What a person is told: that it was done, or why not.
enum Notices {
  /// What a finished action is called in an address, and what it says.
  private static let done: [String: String] = [
    "spent": "Done: the credits were taken.", "canceled": "The subscription ends with its period.",
    "uncanceled": "The subscription goes on.", "paused": "The subscription is paused.",
    "resumed": "The subscription is back.", "undone": "The scheduled change is off.",
    "changed": "The plan is changed.", "scheduled": "The change takes effect at the end of the period.",
    "reload_off": "Disabled auto-reload successfully.", "seen": "Seen.", "clock": "The clock was moved.",
    "card": "The card behaves so from now on.", "played": "The scenario was played.",
  ]

  static func done(_ code: String?) -> Markup {
    guard let code, let words = done[code] else { return "" }
    return "<p class=\"note\" role=\"status\">\(words)</p>"
  }

  static func failure(_ failure: ServiceFailure, _ forms: Forms) -> Markup {
    switch failure {
    case .down(let why):
      """
      <section class="problem" role="alert"><h2>The service does not answer</h2>
      <p>Nothing can be shown until it is up: \(why).</p>
      <p><a class="button" href="\(Link.home(forms.account))">Try again</a></p></section>
      """
    case .unreadable:
      """
      <section class="problem" role="alert"><h2>The answer cannot be read</h2>
      <p>Whoever answers at the service's address is something else.</p></section>
      """
    case .refused(let problem):
      if let guidance = problem.guidance {
        Self.guidance(guidance, forms, isAlert: true)
      } else {
        """
        <section class="problem" role="alert"><h2>\(problem.title)</h2>
        <p>\(problem.detail)</p><p class="quiet">\(problem.code)</p></section>
        """
      }
    }
  }

  static func guidance(_ guidance: GuidanceAnswer, _ forms: Forms, isAlert: Bool = false) -> Markup {
    let way: Markup =
      guidance.leadsTo == "billing_portal"
      ? forms.form("/portal", guidance.action, style: "main")
      : "<p><a class=\"button main\" href=\"\(Link.home(forms.account))#plans\">\(guidance.action)</a></p>"
    return """
      <section class="problem" role="\(isAlert ? "alert" : "note")"><h2>\(guidance.title)</h2>
      <p>\(guidance.body)</p>
      \(way)</section>
      """
  }

  static func status(of failure: ServiceFailure) -> Int {
    switch failure {
    case .down: 503
    case .unreadable: 502
    case .refused(let problem): problem.status
    }
  }
}
