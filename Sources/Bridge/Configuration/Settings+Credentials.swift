/// Who is let in, from the settings.
extension Settings {
  /// All credentials that this deployment takes.
  var credentials: Credentials { Credentials(serverKeys: keys, operatorKeys: operatorKeys, tokens: tokens) }

  static func keys(
    _ values: [String: String], livemode: Bool
  ) throws(ConfigurationError) -> (server: APIKeys, operator: APIKeys) {
    let server = try keys("TOLLBRIDGE_API_KEYS", values, livemode)
    let operators = try keys("TOLLBRIDGE_OPERATOR_KEYS", values, livemode)
    guard !server.shares(operators) else {
      throw ConfigurationError(
        "TOLLBRIDGE_API_KEYS and TOLLBRIDGE_OPERATOR_KEYS have a key in common; give each its own."
      )
    }
    return (server, operators)
  }

  private static func keys(
    _ name: String, _ values: [String: String], _ livemode: Bool
  ) throws(ConfigurationError) -> APIKeys {
    guard let setting = values[name] else { return APIKeys() }
    return try APIKeys(setting, name: name, livemode: livemode)
  }

  static func publicURL(_ values: [String: String]) throws(ConfigurationError) -> String? {
    guard let text = values["TOLLBRIDGE_PUBLIC_URL"] else { return nil }
    guard let address = WebAddress(text), address.rest.isEmpty else {
      throw ConfigurationError(
        "TOLLBRIDGE_PUBLIC_URL is \(text.prefix(80)); write where this service is reached, as in "
          + "https://billing.example; http only for localhost, 127.0.0.1 and [::1].")
    }
    return address.path.hasSuffix("/") ? String(address.text.dropLast()) : address.text
  }
}

extension AccountTokens {
  /// From the settings; nil where there is nothing to verify a token by.
  init?(_ values: [String: String], livemode: Bool) throws(ConfigurationError) {
    let secret = values["TOLLBRIDGE_TOKEN_SECRET"]
    let path = values["TOLLBRIDGE_TOKEN_JWKS"]
    guard secret != nil || path != nil else { return nil }
    var (secrets, publicKeys): ([TokenSecret], [TokenKey]) = ([], [])
    if let secret { secrets = try TokenSecret.list(secret) }
    if let path { publicKeys = try TokenKeyFile(path: path).keys }
    try self.init(secrets: secrets, publicKeys: publicKeys, livemode: livemode)
  }
}

extension Origins {
  /// From the settings; none where none are configured.
  init(_ values: [String: String]) throws(ConfigurationError) {
    guard let setting = values["TOLLBRIDGE_ALLOWED_ORIGINS"] else {
      self.init()
      return
    }
    try self.init(setting)
  }
}
