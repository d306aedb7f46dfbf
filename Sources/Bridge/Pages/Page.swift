internal import Billing

/// A whole HTML page. It has no script and no style in itself, and nothing from elsewhere.
struct Page {
  /// What a browser lets a page do: scripts and styles of this service, requests to it, and nothing else. Nobody frames
  /// it.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

  let html: String

  /// - Parameters:
  ///   - head: what stands in the head beside the title.
  init(_ title: String, locale: String, head: Markup, body: Markup) {
    let direction = Languages.isRightToLeft(locale) ? "rtl" : "ltr"
    let document: Markup = """
      <!doctype html>
      <html lang="\(locale)" dir="\(direction)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <link rel="icon" href="data:,">
      \(head)
      </head>
      <body>
      \(body)
      </body>
      </html>

      """
    html = document.html
  }
}
