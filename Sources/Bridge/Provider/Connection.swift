internal import Native
package import Stripe

/// How the provider is reached, from the settings.
package struct ProviderConnection: Sendable {
  package let key: SecretKey
  package let base: String
  package let version: String
  package let account: String?

  /// A client of its own; the process needs one.
  package func client() -> StripeClient {
    let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: base.hasPrefix("http://")))
    return StripeClient(transport: transport, key: key, base: base, version: version, account: account)
  }
}

extension ProviderConnection {
  /// Where Stripe's own API is.
  static let stripe = "https://api.stripe.com"

  /// From the settings; nil without a key. What is set beside one that is missing is held to the same rules.
  init?(_ values: [String: String]) throws(ConfigurationError) {
    base = values["STRIPE_API_BASE"] ?? Self.stripe
    guard let address = WebAddress(base), address.rest.isEmpty else {
      throw ConfigurationError(
        "STRIPE_API_BASE is no address that keys may be sent to; it must be https://HOST, or http "
          + "to this machine itself."
      )
    }
    version = values["STRIPE_API_VERSION"] ?? StripeClient.pinnedVersion
    guard version.prefixMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else {
      throw ConfigurationError(
        "STRIPE_API_VERSION is \(version); it must be a date, as in \(StripeClient.pinnedVersion).")
    }
    account = values["STRIPE_ACCOUNT"]
    guard let text = values["STRIPE_SECRET_KEY"] else { return nil }
    do { key = try SecretKey(text) } catch { throw ConfigurationError("STRIPE_SECRET_KEY \(error).") }
    guard !Placeholder.isIn(text) else {
      throw ConfigurationError("STRIPE_SECRET_KEY holds a placeholder; set the secret key of the Stripe account.")
    }
    guard base == Self.stripe || !key.isLive else {
      throw ConfigurationError("STRIPE_API_BASE is \(base) with a live key: a live key goes to Stripe alone.")
    }
  }
}
