internal import Native

/// An address of the app that is told what happened.
struct HookEndpoint: Sendable, Equatable {
  private static let keyBytes = 6

  let url: String
  /// What the store knows it by: of a URL that is changed nothing is known.
  let key: String

  /// Whether it is reached by http, without TLS.
  var isPlain: Bool { url.hasPrefix("http://") }

  /// Without its query, which may hold a secret.
  var shown: String { url.contains("?") ? url.prefix { $0 != "?" } + "?…" : url }

  /// Nil for what is no address of http or https with a plain host and path, or has a fragment.
  init?(_ url: String) {
    guard let scheme = ["https://", "http://"].first(where: url.hasPrefix),
      // Over http it is written by the same rules.
      let address = WebAddress("https://" + url.dropFirst(scheme.count)), !address.rest.contains(where: "#{".contains),
      let digest = try? SHA256.digest(Array(url.utf8))
    else { return nil }
    self.url = url
    key = "ep_" + Hex.encode(Array(digest.prefix(Self.keyBytes)))
  }
}
