internal import Billing
internal import HTTPTypes
internal import NIOHTTP1

/// Serves what browsers show: the elements, the hosted pages and the operator's console. It knows of no account:
/// whatever is somebody's, the scripts ask the API for.
struct PageService: Sendable {
  private typealias Completion = @Sendable (HTTPAnswer) -> Void

  private let files: [String: Asset]
  private let pages: HostedPages
  private let hasConsole: Bool

  /// - Parameters:
  ///   - origins: where the hosted pages may lead back to.
  ///   - hasConsole: whether there is an operator key at all.
  init(_ ledgers: Ledgers, origins: Origins, hasConsole: Bool, moment: @escaping @Sendable () -> Instant) throws {
    let elements = try Asset.elements()
    let ui = (elements + (try Asset.pages())).map { ("/ui/\($0.name)", $0) }
    let console = hasConsole ? try Asset.console().map { ("/admin/\($0.name)", $0) } : []
    files = Dictionary(ui + console) { first, _ in first }
    pages = HostedPages(
      catalog: ledgers.catalog, origins: origins.all, modules: elements.map(\.name), moment: moment)
    self.hasConsole = hasConsole
  }

  /// Where a request goes; nil for what is no page.
  func destination(for head: HTTPRequestHead) -> Destination? {
    let path = head.path
    guard path.hasPrefix("/ui/") || path.hasPrefix("/admin"), head.method == .GET || head.method == .HEAD else {
      return nil
    }
    if let file = files[String(path)] {
      return Destination(bodyBytesMax: 0, tooLarge: .bodyTooLarge) { $1(Self.answer(file, $0)) }
    }
    guard let page = page(path) else { return nil }
    return Destination(bodyBytesMax: 0, tooLarge: .bodyTooLarge) { request, completion in
      completion(Self.answer(page(request), request))
    }
  }

  private func page(_ path: Substring) -> (@Sendable (WholeRequest) -> Page)? {
    switch path {
    case "/ui/plans": { pages.plans($0.messages) }
    case "/ui/account": { pages.account($0.messages) }
    case "/ui/result": { pages.result($0.messages) }
    case "/admin" where hasConsole: { _ in ConsolePage.page }
    default: nil
    }
  }

  // MARK: Answers

  private static let always = "X-Content-Type-Options: nosniff\r\nVary: Accept-Encoding, Accept-Language\r\n"

  /// Scripts are public: an app's page on another origin fetches them.
  private static func answer(_ file: Asset, _ request: WholeRequest) -> HTTPAnswer {
    let fields =
      always + "Cache-Control: no-cache\r\nETag: W/\(file.tag)\r\nAccess-Control-Allow-Origin: *\r\n"
      + "Cross-Origin-Resource-Policy: cross-origin\r\n"
    guard !request.has(file.tag) else {
      return HTTPAnswer(unchanged: request.requestID, fields: fields)
    }
    let isCompressed = request.takesGzip
    return HTTPAnswer(
      status: .ok, type: file.type, requestID: request.requestID,
      fields: isCompressed ? fields + "Content-Encoding: gzip\r\n" : fields,
      body: isCompressed ? file.compressed : file.bytes)
  }

  private static func answer(_ page: Page, _ request: WholeRequest) -> HTTPAnswer {
    let (body, coding) = request.packed(Array(page.html.utf8))
    return HTTPAnswer(
      status: .ok, type: "text/html; charset=utf-8", requestID: request.requestID,
      fields: always + "Cache-Control: no-store\r\nContent-Security-Policy: \(Page.policy)\r\n"
        + "Referrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin-allow-popups\r\n" + coding,
      body: body)
  }
}

extension WholeRequest {
  /// Whether the browser has what the tag stands for, by weak comparison (RFC 9110, section 13.1.2).
  fileprivate func has(_ tag: String) -> Bool {
    head.headers["If-None-Match"].contains { field in
      field.split(separator: ",").contains { part in
        let known = part.filter { $0 != " " }
        return known == "*" || known == tag || known == "W/" + tag
      }
    }
  }

  /// Whose words a page is in: what its address says, else what the browser asks for.
  fileprivate var messages: MessageCatalog {
    let said = PercentEncoding.query(head.query).first { $0.name == "lang" }?.value
    return (said ?? languages).map { Languages.best(for: $0) } ?? .english
  }
}
