internal import Billing
internal import Native

/// A file that browsers fetch, ready to be sent: its bytes, the same compressed, and a tag that changes with them.
struct Asset: Sendable {
  let name: String
  let type: String
  let bytes: [UInt8]
  let compressed: [UInt8]
  let tag: String

  private init(_ name: String, _ type: String, _ bytes: [UInt8]) throws {
    (self.name, self.type, self.bytes) = (name, type, bytes)
    compressed = try Gzip.compress(bytes)
    tag = "\"\(Hex.encode(Array(try SHA256.digest(bytes).prefix(12))))\""
  }

  private static func script(_ name: String, _ bytes: [UInt8]) throws -> Asset {
    try Asset(name, "text/javascript; charset=utf-8", bytes)
  }

  private static func style(_ name: String, _ bytes: [UInt8]) throws -> Asset {
    try Asset(name, "text/css; charset=utf-8", bytes)
  }

  /// The scripts of the elements: all that a page of an app fetches.
  static func elements() throws -> [Asset] {
    let messages = "export default \(MessagesView.tree(of: .english).text);\n"
    return [
      try script("tollbridge.js", PackageResources.tollbridge_js),
      try script("account.js", PackageResources.account_js), try script("balance.js", PackageResources.balance_js),
      try script("buying.js", PackageResources.buying_js), try script("choosing.js", PackageResources.choosing_js),
      try script("comparison.js", PackageResources.comparison_js), try script("dom.js", PackageResources.dom_js),
      try script("element.js", PackageResources.element_js), try script("guidance.js", PackageResources.guidance_js),
      try script("look.js", PackageResources.look_js), try script("messages.js", Array(messages.utf8)),
      try script("packagechoice.js", PackageResources.packagechoice_js),
      try script("packages.js", PackageResources.packages_js), try script("plancard.js", PackageResources.plancard_js),
      try script("plans.js", PackageResources.plans_js), try script("plansbar.js", PackageResources.plansbar_js),
      try script("result.js", PackageResources.result_js), try script("session.js", PackageResources.session_js),
      try script("speaking.js", PackageResources.speaking_js),
      try script("threshold.js", PackageResources.threshold_js), try script("usage.js", PackageResources.usage_js),
      try script("words.js", PackageResources.words_js),
    ]
  }

  /// What the hosted pages have beside them.
  static func pages() throws -> [Asset] {
    [try script("page.js", PackageResources.page_js), try style("page.css", PackageResources.page_css)]
  }

  /// What the operator's console is made of.
  static func console() throws -> [Asset] {
    [
      try script("console.js", PackageResources.console_js), try script("accounts.js", PackageResources.accounts_js),
      try script("calls.js", PackageResources.calls_js), try script("events.js", PackageResources.events_js),
      try script("frame.js", PackageResources.frame_js), try script("refunds.js", PackageResources.refunds_js),
      try script("tables.js", PackageResources.tables_js), try style("console.css", PackageResources.console_css),
    ]
  }
}
