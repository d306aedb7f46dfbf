/// The result of a checkout, in the API's words, with the API's buttons.
struct ResultPage {
  let result: ResultAnswer
  /// Where a look again leads; nil where nothing more will come.
  let again: String?
  /// What was to be bought, to be tried once more.
  let order: Order?
  let forms: Forms

  var markup: Markup {
    let look: Markup = again.map { "<a class=\"button\" href=\"\($0)\">Look again</a>" } ?? ""
    return """
      <section class="card result"><h1>\(result.title)</h1>
      <p>\(result.body)</p>
      <div class="row">\(result.actions.map(button))
      \(result.status == "processing" ? look : "")</div></section>
      """
  }

  /// What the last action means: the first of two starts over, a single one goes on.
  private func button(_ label: String) -> Markup {
    if label == result.actions.first, result.actions.count > 1 {
      guard let order else { return "<a class=\"button main\" href=\"\(Link.home(forms.account))#plans\">\(label)</a>" }
      return forms.form("/checkout", label, order.fields, style: "main")
    }
    let style = result.actions.count > 1 ? "" : "main"
    return "<a class=\"button \(style)\" href=\"\(Link.home(forms.account))\">\(label)</a>"
  }
}

/// What somebody wants to buy, as a form brings it.
struct Order: Sendable, Equatable {
  var plan: String?
  var interval: String?
  var package: String?
  var threshold: Int64?

  init(_ form: [String: String]) {
    func given(_ name: String) -> String? { form[name].flatMap { $0.isEmpty ? nil : $0 } }
    (plan, interval, package) = (given("plan"), given("interval"), given("package"))
    threshold = given("threshold").flatMap { Int64($0) }
  }

  var fields: KeyValuePairs<String, String> {
    [
      "plan": plan ?? "", "interval": interval ?? "", "package": package ?? "",
      "threshold": threshold.map { String($0) } ?? "",
    ]
  }

  var body: [String: Field] {
    var body: [String: Field] = [:]
    if let plan { body["plan"] = .text(plan) }
    if let interval, plan != nil { body["interval"] = .text(interval) }
    if let package { body["package"] = .text(package) }
    if let threshold { body["auto_reload"] = .object(["threshold": .number(threshold), "consent": "demo-1"]) }
    return body
  }
}
