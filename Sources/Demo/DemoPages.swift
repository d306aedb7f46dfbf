internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The frames of the pages. Everything that is sold and shown in them is an element of the service's.
struct DemoPages: Sendable {
  /// Where the service answers.
  let service: String
  /// Where the stand-in for Stripe is looked at; nil where it is Stripe itself.
  let standIn: String?

  var home: String {
    frame(
      "Studio",
      """
      <section class="panel" aria-labelledby="create">
      <h1 id="create">Create something</h1>
      <form id="studio">
      <label>What <select name="action">
      <option value="image">Image</option><option value="image_upscale">Image upscaling</option>
      <option value="video">Video of 5 seconds</option><option value="speech">Speech of a minute</option>
      </select></label>
      <label>How many <input name="quantity" type="number" min="1" max="1000" value="1" required></label>
      <label class="check"><input name="private" type="checkbox"> Keep it private</label>
      <p class="generate"><output id="cost" aria-live="polite">--</output>
      <button class="main" type="submit">Generate</button></p>
      </form>
      <ul id="tasks" aria-label="Generations" aria-live="polite"></ul>
      </section>
      <section class="panel" aria-labelledby="models">
      <h2 id="models">Models of your own</h2>
      <p class="row">
      <button type="button" data-feature="portrait_models" data-action="portrait_model">Train a portrait model</button>
      <button type="button" data-feature="voice_models" data-action="voice_model">Train a voice model</button>
      </p>
      </section>
      \(levers)
      """)
  }

  var account: String { frame("Your account", "<h1>Your account</h1><tollbridge-account></tollbridge-account>") }

  var plans: String {
    frame(
      "Plans", "<h1>Make your choice</h1><tollbridge-plans></tollbridge-plans>", overlay: "")
  }

  private static let overlay = "<tollbridge-plans overlay page=\"/plans\"></tollbridge-plans>"

  private var levers: String {
    guard let standIn else { return "" }
    return """
      <section class="panel quiet" aria-labelledby="levers">
      <h2 id="levers">The stand-in for Stripe</h2>
      <p>No money moves here. Let time pass, or let the card decline, and see what comes of it.</p>
      <p class="row">
      <button type="button" data-lever="clock" data-value="1">One day later</button>
      <button type="button" data-lever="clock" data-value="31">One month later</button>
      <button type="button" data-lever="card" data-value="declined">Let the card decline</button>
      <button type="button" data-lever="card" data-value="works">Let the card work</button>
      </p>
      <form id="scenario">
      <label>Scenario <select name="scenario"></select></label><button type="submit">Play</button>
      </form>
      <p><a href="\(standIn)/sandbox/">How the stand-in stands</a></p>
      </section>
      """
  }

  private func frame(_ title: String, _ main: String, overlay: String = Self.overlay) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="tollbridge" content="\(service)">
    <title>\(title) · demo</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/demo.css">
    <script type="module" src="\(service)/ui/tollbridge.js"></script>
    <script type="module" src="/demo.js"></script>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header>
    <a class="brand" href="/">Studio</a>
    <nav aria-label="Pages"><a href="/">Create</a><a href="/account" id="to-account">Account</a></nav>
    <tollbridge-balance></tollbridge-balance>
    <tollbridge-upgrade></tollbridge-upgrade>
    <button type="button" id="who"></button>
    </header>
    <main id="main">
    \(main)
    </main>
    \(overlay)
    <tollbridge-packages></tollbridge-packages>
    <tollbridge-guidance notices></tollbridge-guidance>
    <tollbridge-result></tollbridge-result>
    <dialog id="sign-in" aria-labelledby="sign-in-title">
    <form method="dialog"><h2 id="sign-in-title">Sign in</h2>
    <label>Account <input name="account" value="ada" required maxlength="100" autocomplete="off"></label>
    <p class="row"><button type="submit" class="main" value="go">Sign in</button>
    <button type="submit" value="" formnovalidate>Cancel</button></p></form>
    </dialog>
    <p id="problem" role="alert"></p>
    </body>
    </html>

    """
  }

  // MARK: Answers

  /// Scripts come from here and from the service, and go nowhere else.
  private var policy: String {
    "default-src 'none'; script-src 'self' \(service); style-src 'self'; connect-src 'self' \(service); "
      + "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  }

  func answer(_ html: String) -> Response { answer(Array(html.utf8), "text/html; charset=utf-8") }

  func answer(_ body: [UInt8], _ type: String, _ status: Int = 200) -> Response {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
    for (name, value) in [
      ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }

  func answer(_ answer: Answer) -> Response { self.answer(answer.body, "application/json", answer.status) }

  /// A failure in the form that the service has for all of them.
  func answer(_ failure: ServiceFailure) -> Response {
    switch failure {
    case .refused(let status, let body): answer(body, "application/problem+json", status)
    case .down: problem(503, "The service does not answer", "Start it, or wait a moment, and try again.")
    case .unreadable: problem(502, "The service's answer cannot be read", "Is the service of this version?")
    }
  }

  private func problem(_ status: Int, _ title: String, _ detail: String) -> Response {
    answer(
      Array("{\"title\":\"\(title)\",\"status\":\(status),\"detail\":\"\(detail)\"}".utf8), "application/problem+json",
      status)
  }
}
