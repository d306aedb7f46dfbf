internal import Billing
internal import Foundation
package import Stripe

/// A setting that stops the start: its name, its value and what is allowed. Exit code 78.
package struct ConfigurationError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// What is configured, from the environment. Settings that are unknown or cannot be stop the start.
package struct Settings: Sendable {
  package var secrets: [SigningSecret]
  package var toleranceSeconds: Int64
  package var deployment: Deployment
  /// Nil without a secret key: then nothing is asked of the provider.
  package var provider: ProviderConnection?
  package var keys: APIKeys
  package var operatorKeys: APIKeys
  /// Nil where neither a secret nor public keys for tokens are configured.
  package var tokens: AccountTokens?
  package var origins: Origins
  /// Where this service is reached from outside, without a slash at its end.
  package var publicURL: String?
  /// Where the app is told what happened.
  let hooks: HookSettings
  /// How often the provider is asked for what the webhook never brought, in seconds.
  package var reconcileSeconds: Int64
  package var store: StoreLocation
  package var catalogPath: String?
  package var host: String
  package var port: Int
  package var bodyBytesMax: Int
  package var logLevel: String
  package var logFormat: LogFormat
  /// Knows the secrets of these settings by value.
  package let scrubber: Scrubber
  let given: GivenSettings

  package enum LogFormat: String, Sendable, CaseIterable { case text, json }

  /// Every setting that is read.
  package static let names = [
    "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_WEBHOOK_TOLERANCE", "STRIPE_ACCOUNT", "STRIPE_API_BASE",
    "STRIPE_API_VERSION", "DATABASE_URL", "TOLLBRIDGE_CATALOG", "TOLLBRIDGE_API_KEYS", "TOLLBRIDGE_OPERATOR_KEYS",
    "TOLLBRIDGE_TOKEN_SECRET", "TOLLBRIDGE_TOKEN_JWKS", "TOLLBRIDGE_ALLOWED_ORIGINS", "TOLLBRIDGE_PUBLIC_URL",
    "TOLLBRIDGE_HOOK_URLS", "TOLLBRIDGE_HOOK_SECRETS", "TOLLBRIDGE_HOOK_PRIVATE", "TOLLBRIDGE_RECONCILE_SECONDS",
    "TOLLBRIDGE_BODY_BYTES_MAX", "HOST", "PORT", "LOG_LEVEL", "LOG_FORMAT",
  ]

  /// - Parameter isInteractive: whether logs go to a terminal, where text is the default.
  /// - Throws: `ConfigurationError` for the first setting that cannot be.
  package init(environment: [String: String], isInteractive: Bool = false) throws(ConfigurationError) {
    given = try GivenSettings(environment)
    let values = given.values
    scrubber = Scrubber(values: given.secrets)
    secrets = try Self.secrets(values["STRIPE_WEBHOOK_SECRET"])
    toleranceSeconds = try Self.number("STRIPE_WEBHOOK_TOLERANCE", values, 1...86_400, default: 300)
    deployment = Deployment(livemode: try Self.livemode(values), providerAccount: try Self.account(values))
    provider = try ProviderConnection(values)
    (keys, operatorKeys) = try Self.keys(values, livemode: deployment.livemode ?? false)
    tokens = try AccountTokens(values, livemode: deployment.livemode ?? false)
    publicURL = try Self.publicURL(values)
    origins = try Origins(values).adding(publicURL: publicURL)
    hooks = try HookSettings(values)
    reconcileSeconds = try Self.number("TOLLBRIDGE_RECONCILE_SECONDS", values, 10...86_400, default: 600)
    store = try StoreLocation(values["DATABASE_URL"] ?? StoreLocation.fallback)
    catalogPath = values["TOLLBRIDGE_CATALOG"]
    host = values["HOST"] ?? "127.0.0.1"
    port = Int(try Self.number("PORT", values, 0...65_535, default: 8080))
    bodyBytesMax = Int(try Self.number("TOLLBRIDGE_BODY_BYTES_MAX", values, 1024...16_777_216, default: 1_048_576))
    logLevel = try Self.choice(
      "LOG_LEVEL", values, ["trace", "debug", "info", "notice", "warning", "error", "critical"], "info")
    let format = try Self.choice(
      "LOG_FORMAT", values, LogFormat.allCases.map(\.rawValue), isInteractive ? "text" : "json")
    logFormat = LogFormat(rawValue: format) ?? .json
  }

  private static func secrets(_ value: String?) throws(ConfigurationError) -> [SigningSecret] {
    guard let value else { return [] }
    do { return try SigningSecret.list(value) } catch { throw ConfigurationError("STRIPE_WEBHOOK_SECRET \(error).") }
  }

  /// The mode that the secret key is of. Nil without a key, for then nothing says which, and every event counts whose
  /// signature holds.
  private static func livemode(_ values: [String: String]) throws(ConfigurationError) -> Bool? {
    guard let key = values["STRIPE_SECRET_KEY"] else { return nil }
    if key.hasPrefix("sk_live_") || key.hasPrefix("rk_live_") { return true }
    if key.hasPrefix("sk_test_") || key.hasPrefix("rk_test_") { return false }
    throw ConfigurationError(
      "STRIPE_SECRET_KEY must begin with sk_live_, sk_test_, rk_live_ or rk_test_: its prefix says which mode counts.")
  }

  private static func account(_ values: [String: String]) throws(ConfigurationError) -> String? {
    guard let account = values["STRIPE_ACCOUNT"] else { return nil }
    guard account.hasPrefix("acct_"), account.utf8.count > "acct_".utf8.count else {
      throw ConfigurationError("STRIPE_ACCOUNT is \(account); it must be an account's id, acct_….")
    }
    return account
  }

  private static func number(
    _ name: String, _ values: [String: String], _ range: ClosedRange<Int64>, default fallback: Int64
  ) throws(ConfigurationError) -> Int64 {
    guard let text = values[name] else { return fallback }
    guard let value = Int64(text), range.contains(value) else {
      throw ConfigurationError("\(name) is \(text); allowed is \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  private static func choice(
    _ name: String, _ values: [String: String], _ allowed: [String], _ fallback: String
  ) throws(ConfigurationError) -> String {
    let value = values[name] ?? fallback
    guard allowed.contains(value) else {
      throw ConfigurationError("\(name) is \(value); allowed are \(allowed.joined(separator: ", ")).")
    }
    return value
  }
}

/// Where the store lies, from `DATABASE_URL`.
package struct StoreLocation: Sendable, Equatable {
  package static let fallback = "sqlite:./tollbridge.sqlite"

  /// The file; nil for a store in memory.
  package let path: String?

  /// Reads `sqlite:PATH`, `sqlite://PATH` or `sqlite::memory:`.
  package init(_ url: String) throws(ConfigurationError) {
    guard url.hasPrefix("sqlite:") else {
      // What stands behind a scheme, or without one, may hold a password.
      let scheme = url.contains("://") ? "\(url.prefix { $0 != ":" })://…" : "something else"
      throw ConfigurationError(
        "The store (DATABASE_URL or --store) is \(scheme); allowed is sqlite:PATH, as in \(Self.fallback).")
    }
    var path = url.dropFirst("sqlite:".count)
    if path.hasPrefix("//") { path = path.dropFirst(2) }
    guard !path.isEmpty, path.last != "/" else {
      throw ConfigurationError("DATABASE_URL names no file; write sqlite:PATH.")
    }
    self.path = path == ":memory:" ? nil : String(path)
  }
}
