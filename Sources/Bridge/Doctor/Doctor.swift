package import Billing
internal import Native
package import Stripe

/// `tollbridge doctor`: looks at everything that must be right for the service to do its work, and changes nothing.
package struct Doctor: Sendable {
  let settings: Settings
  let catalog: Catalog
  /// Nil without a secret key.
  let client: StripeClient?
  let now: @Sendable () -> Int64

  package init(settings: Settings, catalog: Catalog, client: StripeClient?, now: @escaping @Sendable () -> Int64) {
    self.settings = settings
    self.catalog = catalog
    self.client = client
    self.now = now
  }

  package func checkup() async -> Checkup {
    let findings = settingsFindings() + storeFindings() + (await providerFindings())
    return Checkup(settings: settings.inForce, findings: findings)
  }

  // MARK: Settings

  private func settingsFindings() -> [Checkup.Finding] {
    var findings: [Checkup.Finding] = [.ok("settings", "every setting can be read")]
    if settings.secrets.isEmpty {
      findings.append(
        .warning("settings", "webhooks are answered 503", "set STRIPE_WEBHOOK_SECRET to the endpoint's whsec_…"))
    }
    if settings.credentials.isEmpty {
      findings.append(.warning("settings", "the API lets nobody in", "set TOLLBRIDGE_API_KEYS"))
    }
    if let provider = settings.provider, provider.base != ProviderConnection.stripe {
      findings.append(
        .warning("settings", "the provider is \(provider.base), not Stripe", "leave STRIPE_API_BASE out for Stripe"))
    }
    let words = (try? CatalogReport(settings.catalogPath))?.text ?? CatalogFile.name(settings.catalogPath)
    let isLive = settings.provider?.key.isLive == true
    findings.append(
      settings.catalogPath == nil && isLive
        ? .warning("catalogue", "real customers see the example catalogue", "set TOLLBRIDGE_CATALOG")
        : .ok("catalogue", words))
    return findings + hookFindings()
  }

  private func hookFindings() -> [Checkup.Finding] {
    let hooks = settings.hooks
    guard !hooks.endpoints.isEmpty else { return [] }
    var findings: [Checkup.Finding] = [.ok("hooks", "the app is told what happens at \(hooks.endpointWords)")]
    if hooks.privateRanges == AddressRange.everything {
      findings.append(
        .warning(
          "hooks", "they may go to any address, of the own network too",
          "name the networks in TOLLBRIDGE_HOOK_PRIVATE, as in 10.0.0.0/8"))
    }
    return findings
  }
}

extension Settings {
  /// What is in force, with every secret masked.
  var inForce: [Checkup.Setting] {
    let values: [(String, String)] = [
      ("STRIPE_SECRET_KEY", masked("STRIPE_SECRET_KEY", provider?.key.description)),
      ("STRIPE_WEBHOOK_SECRET", masked("STRIPE_WEBHOOK_SECRET", secrets.map(\.description).joined(separator: ", "))),
      ("STRIPE_WEBHOOK_TOLERANCE", "\(toleranceSeconds)"),
      ("STRIPE_ACCOUNT", deployment.providerAccount ?? "not set"),
      ("STRIPE_API_BASE", provider?.base ?? ProviderConnection.stripe),
      ("STRIPE_API_VERSION", provider?.version ?? StripeClient.pinnedVersion),
      ("DATABASE_URL", "sqlite:\(store.path ?? ":memory:")"),
      ("TOLLBRIDGE_CATALOG", catalogPath ?? "the example catalogue"),
      ("TOLLBRIDGE_API_KEYS", masked("TOLLBRIDGE_API_KEYS", keys.description)),
      ("TOLLBRIDGE_OPERATOR_KEYS", masked("TOLLBRIDGE_OPERATOR_KEYS", operatorKeys.description)),
      ("TOLLBRIDGE_TOKEN_SECRET", masked("TOLLBRIDGE_TOKEN_SECRET", "(redacted)")),
      ("TOLLBRIDGE_TOKEN_JWKS", given.values["TOLLBRIDGE_TOKEN_JWKS"] ?? "not set"),
      ("TOLLBRIDGE_ALLOWED_ORIGINS", origins.all.isEmpty ? "not set" : origins.all.joined(separator: ",")),
      ("TOLLBRIDGE_PUBLIC_URL", publicURL ?? "not set"),
      ("TOLLBRIDGE_HOOK_URLS", hooks.endpointWords),
      ("TOLLBRIDGE_HOOK_SECRETS", masked("TOLLBRIDGE_HOOK_SECRETS", hooks.secretWords)),
      ("TOLLBRIDGE_HOOK_PRIVATE", given.values["TOLLBRIDGE_HOOK_PRIVATE"] ?? "not set"),
      ("TOLLBRIDGE_RECONCILE_SECONDS", "\(reconcileSeconds)"),
      ("TOLLBRIDGE_BODY_BYTES_MAX", "\(bodyBytesMax)"),
      ("HOST", host), ("PORT", "\(port)"), ("LOG_LEVEL", logLevel), ("LOG_FORMAT", logFormat.rawValue),
    ]
    return values.map { Checkup.Setting(name: $0, value: $1) }
  }

  /// What is said of a secret: whether it is set, what its own type shows of it, and which file it came from.
  private func masked(_ name: String, _ shown: String?) -> String {
    guard given.values[name] != nil else { return "not set" }
    return (shown ?? "(redacted)") + (given.files[name].map { ", from \($0)" } ?? "")
  }
}
