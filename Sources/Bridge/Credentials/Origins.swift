/// Where the provider's pages may send people back to, and whose pages may ask from a browser: the app's own origins,
/// and nowhere else.
package struct Origins: Sendable, Equatable {
  /// An origin, and the path that an address must lie in; empty for the whole origin.
  private struct Base: Sendable, Equatable {
    let origin: String
    let path: String
  }

  private let bases: [Base]
  /// Those of our own; nil where nobody said where the service is reached.
  private var pages: Base?

  /// In their order, as `https://app.example`, `https://app.example/billing` or `http://localhost:3000`.
  package var all: [String] { bases.map { $0.origin + $0.path } }

  /// - Throws: `ConfigurationError` for one that is no origin.
  package init(_ setting: String) throws(ConfigurationError) {
    var bases: [Base] = []
    for text in setting.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let address = WebAddress(text), address.rest.isEmpty else {
        throw ConfigurationError(
          "TOLLBRIDGE_ALLOWED_ORIGINS has \(text.prefix(80)); write origins, as in https://app.example, each with "
            + "a path if need be, as in https://app.example/billing; http only for localhost, 127.0.0.1 and [::1].")
      }
      bases.append(Base(origin: address.origin, path: Self.withoutSlash(address.path)))
    }
    self.bases = bases
  }

  init() { bases = [] }

  /// The same and the service's own pages, to which the provider's lead back as well.
  func adding(publicURL: String?) -> Origins {
    guard let publicURL, let address = WebAddress(publicURL) else { return self }
    var origins = self
    origins.pages = Base(origin: address.origin, path: Self.withoutSlash(address.path) + "/ui")
    return origins
  }

  private static func withoutSlash(_ path: String) -> String { path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// Whether a page that sends this `Origin` is the app's own. `null` is nobody.
  func allows(_ origin: String) -> Bool { bases.contains { $0.origin.utf8.elementsEqual(origin.utf8) } }

  /// The address that leads back to the app. A path alone is joined to the one origin that is configured.
  ///
  /// - Throws: a problem for an address that does not lead there, or that a browser might read otherwise than we do.
  func checked(_ url: String, field: String) throws(Problem) -> String {
    guard let address = url.hasPrefix("/") ? try joined(url, field) : WebAddress(url),
      (bases + [pages].compactMap { $0 }).contains(where: { $0.origin == address.origin && address.lies(in: $0.path) })
    else {
      throw .invalid(
        field, "It must be an address in one of the origins of TOLLBRIDGE_ALLOWED_ORIGINS, or a path such as /billing.")
    }
    return address.text
  }

  private func joined(_ path: String, _ field: String) throws(Problem) -> WebAddress? {
    guard bases.count == 1 else {
      throw .invalid(
        field, "A path alone needs exactly one origin in TOLLBRIDGE_ALLOWED_ORIGINS; write the whole address.")
    }
    return WebAddress(path: path, of: bases[0].origin)
  }
}
