/// The forms of one account. Each has a key of its own, so that a button that is pressed twice does its work once.
struct Forms: Sendable {
  let account: String

  /// - Parameter inside: further fields, above the button.
  func form(
    _ path: String, _ label: String, _ fields: KeyValuePairs<String, String> = [:], style: String = "",
    inside: Markup = ""
  ) -> Markup {
    let hidden = fields.map { name, value -> Markup in "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
    return """
      <form method="post" action="\(path)">
      <input type="hidden" name="account" value="\(account)">
      <input type="hidden" name="key" value="\(Self.newKey())">
      \(hidden)
      \(inside)
      <button class="\(style)">\(label)</button>
      </form>
      """
  }

  func verb(_ verb: String, _ label: String, style: String = "") -> Markup {
    form("/verb", label, ["verb": verb], style: style)
  }

  /// Asks before it does something.
  func asking(_ verb: String, _ label: String, _ question: String, style: String = "") -> Markup {
    """
    <details><summary class="button \(style)">\(label)</summary>
    <p>\(question)</p>
    \(self.verb(verb, label, style: "warn"))
    </details>
    """
  }

  static func newKey() -> String {
    "demo_" + (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
  }
}

/// A day or a moment as people read it, from RFC 3339.
enum Moment {
  static func day(_ text: String) -> Markup { "<time datetime=\"\(text)\">\(String(text.prefix(10)))</time>" }

  static func minute(_ text: String) -> Markup {
    let clock = text.dropFirst(11).prefix(5)
    return "<time datetime=\"\(text)\">\(String(text.prefix(10))) \(String(clock))</time>"
  }
}
