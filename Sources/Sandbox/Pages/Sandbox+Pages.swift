/// The hosted pages: checkout and portal.
extension Sandbox {
  func page(_ request: WebRequest) async -> Answer {
    let steps = request.path.split(separator: "/").map(String.init)
    let action = request.method == "POST" ? (try? Form.decoded(request.text))?["action"].text : nil
    switch (request.method, steps.count) {
    case ("GET", 0): return HTML.redirect(to: "/sandbox")
    case ("GET", 1) where steps[0] == "sandbox.css":
      return Answer(status: 200, headers: HTML.headers("text/css; charset=utf-8"), body: Array(StyleSheet.text.utf8))
    case ("GET", 3) where steps.starts(with: ["c", "pay"]), ("POST", 3) where steps.starts(with: ["c", "pay"]):
      return await with { CheckoutPage(id: steps[2]).answer(&$0, action) }
    case ("GET", 3) where steps.starts(with: ["p", "session"]), ("POST", 3) where steps.starts(with: ["p", "session"]):
      return await with { PortalPage(id: steps[2]).answer(&$0, action) }
    default:
      return HTML.page("Not found", status: 404, "<h1>Not found</h1><p>There is no such page here.</p>")
    }
  }
}
