internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What every page has around it.
struct Frame: Sendable {
  /// Where a form may lead beside this app: what a redirect after it may go to.
  let formTargets: [String]

  func answer(_ title: String, status: HTTPResponse.Status = .ok, _ main: Markup) -> Response {
    let document: Markup = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <link rel="stylesheet" href="/style.css">
      </head>
      <body>
      <a class="skip" href="#main">Skip to the content</a>
      <main id="main">
      \(main)
      </main>
      </body>
      </html>

      """
    return answer(document.html, "text/html; charset=utf-8", status)
  }

  func answer(_ text: String, _ type: String, _ status: HTTPResponse.Status = .ok) -> Response {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
    let policy =
      "default-src 'none'; style-src 'self'; form-action \((["'self'"] + formTargets).joined(separator: " ")); "
      + "base-uri 'none'; frame-ancestors 'none'"
    for (name, value) in [
      ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// To another page, by GET. What would break the header's line is left out.
  static func redirect(to url: String) -> Response {
    let clean = url.unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7F }
    return Response(
      status: .seeOther, headers: [.location: String(String.UnicodeScalarView(clean)), .cacheControl: "no-store"])
  }
}
