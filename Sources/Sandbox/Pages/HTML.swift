/// Text of a page. Whatever comes from outside goes through `text`.
enum HTML {
  static func text(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  static func money(_ amount: Int64, _ currency: String) -> String {
    let sign = amount < 0 ? "−" : ""
    let digits = String(amount.magnitude)
    let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    let number = "\(padded.dropLast(2)).\(padded.suffix(2))"
    return currency == "usd" ? "\(sign)$\(number)" : "\(sign)\(number) \(text(currency.uppercased()))"
  }

  /// A button that sends the page's form with an action.
  static func button(_ action: String, _ words: String, style: String = "") -> String {
    "<button name=\"action\" value=\"\(action)\"\(style.isEmpty ? "" : " class=\"\(style)\"")>\(text(words))</button>"
  }

  static func page(_ title: String, status: Int = 200, _ main: String) -> Answer {
    let document = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(text(title))</title>
      <link rel="stylesheet" href="/sandbox.css">
      </head>
      <body>
      <p class="notice" role="note">Stripe stand-in: no money moves</p>
      <main>
      \(main)
      </main>
      </body>
      </html>

      """
    return Answer(status: status, headers: headers("text/html; charset=utf-8"), body: Array(document.utf8))
  }

  static func headers(_ type: String) -> [(name: String, value: String)] {
    [
      ("Content-Type", type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"),
      (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
      ),
    ]
  }

  /// To another page, by GET. Only to http and https.
  static func redirect(to url: String) -> Answer {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") || url.hasPrefix("/") else {
      return page(
        "No way back", status: 400, "<h1>No way back</h1><p>The address to go back to is not a web address.</p>")
    }
    let clean = url.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
    return Answer(
      status: 303, headers: [("Location", String(String.UnicodeScalarView(clean))), ("Cache-Control", "no-store")],
      body: [])
  }
}
