internal import Native

/// Where the app is told what happened, and how it knows that we say so; from the settings.
struct HookSettings: Sendable {
  /// The most endpoints: each has a connection and a place of its own.
  private static let endpointsMax = 8

  /// In the order of the setting; none where none are configured.
  let endpoints: [HookEndpoint]
  let secrets: [HookSecret]
  /// What may be connected to beside the addresses of the internet.
  let privateRanges: [AddressRange]

  /// - Throws: `ConfigurationError` for what cannot be, and for addresses without a secret.
  init(_ values: [String: String]) throws(ConfigurationError) {
    secrets = try values["TOLLBRIDGE_HOOK_SECRETS"].map(HookSecret.list) ?? []
    privateRanges = try values["TOLLBRIDGE_HOOK_PRIVATE"].map(Self.ranges) ?? []
    endpoints = try values["TOLLBRIDGE_HOOK_URLS"].map(Self.endpoints) ?? []
    guard endpoints.isEmpty || !secrets.isEmpty else {
      throw ConfigurationError(
        "TOLLBRIDGE_HOOK_URLS is set without TOLLBRIDGE_HOOK_SECRETS: nobody could know that a hook is ours. "
          + "Set it to what echo whsec_$(openssl rand -base64 32) prints.")
    }
    for endpoint in endpoints where endpoint.isPlain && privateRanges.isEmpty {
      throw ConfigurationError(
        "TOLLBRIDGE_HOOK_URLS has \(endpoint.shown.prefix(80)), which is http; write https, or name the network of "
          + "your own that it lies in by TOLLBRIDGE_HOOK_PRIVATE, as in 10.0.0.0/8.")
    }
  }

  private static func endpoints(_ setting: String) throws(ConfigurationError) -> [HookEndpoint] {
    var endpoints: [HookEndpoint] = []
    for text in setting.split(separator: ",", omittingEmptySubsequences: false) {
      guard let endpoint = HookEndpoint(String(text)) else {
        // What stands before an @ or behind a question mark may be secret.
        let shown =
          text.contains("@") ? "an address with a user" : String(text.prefix { !"?#".contains($0) }.prefix(80))
        throw ConfigurationError(
          "TOLLBRIDGE_HOOK_URLS has \(shown); write addresses by comma, as in https://app.example/hooks, without "
            + "user, fragment or spaces.")
      }
      guard !endpoints.contains(endpoint) else {
        throw ConfigurationError("TOLLBRIDGE_HOOK_URLS has \(endpoint.shown) twice.")
      }
      endpoints.append(endpoint)
    }
    guard endpoints.count <= endpointsMax else {
      throw ConfigurationError("TOLLBRIDGE_HOOK_URLS has \(endpoints.count) addresses; at most \(endpointsMax).")
    }
    return endpoints
  }

  private static func ranges(_ setting: String) throws(ConfigurationError) -> [AddressRange] {
    guard setting != "true" else { return AddressRange.everything }
    var ranges: [AddressRange] = []
    for text in setting.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = AddressRange(String(text)) else {
        throw ConfigurationError(
          "TOLLBRIDGE_HOOK_PRIVATE has \(text.prefix(80)); write addresses or ranges by comma, as in 10.0.0.0/8 or "
            + "fd00::/8, or true for every address.")
      }
      ranges.append(range)
    }
    return ranges
  }

  /// What a transport to an endpoint may connect to. What is sent without TLS goes to the networks that are named.
  func gate(_ endpoint: HookEndpoint) -> AddressGate {
    AddressGate(allowsPublic: !endpoint.isPlain, allowed: privateRanges)
  }
}

extension HookSettings {
  /// What `doctor` says of the secrets.
  var secretWords: String { secrets.map(\.description).joined(separator: ", ") }

  /// What `doctor` says of the endpoints.
  var endpointWords: String { endpoints.isEmpty ? "not set" : endpoints.map(\.shown).joined(separator: ",") }
}
