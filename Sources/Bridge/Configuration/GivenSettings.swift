internal import Foundation

/// The settings as they were given: by the environment, and secrets also by files that it names (`NAME_FILE`), as
/// orchestrators hand them over.
struct GivenSettings: Sendable {
  /// The settings that a file may hold.
  static let secretNames = [
    "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "TOLLBRIDGE_API_KEYS", "TOLLBRIDGE_OPERATOR_KEYS",
    "TOLLBRIDGE_TOKEN_SECRET", "TOLLBRIDGE_HOOK_SECRETS",
  ]
  private static let fileBytesMax = 65_536

  /// Those that say something. An empty one is none, but for the webhook's secret, where a mistake opens a door.
  let values: [String: String]
  /// The file that a secret was read from, by the setting's name.
  let files: [String: String]

  /// Every secret of them, one by one; of one that says what it is also the secret part alone.
  var secrets: [String] {
    let whole = Self.secretNames.flatMap { (values[$0] ?? "").split(separator: ",").map(String.init) }
    return whole + whole.filter { $0.hasPrefix("whsec_") }.map { String($0.dropFirst("whsec_".count)) }
  }

  /// - Throws: `ConfigurationError` for a name that is no setting, and for a file that cannot be read.
  init(_ environment: [String: String]) throws(ConfigurationError) {
    try Self.refuseUnknown(environment)
    var values = environment.filter { !$0.value.isEmpty || $0.key == "STRIPE_WEBHOOK_SECRET" }
    var files: [String: String] = [:]
    for name in Self.secretNames {
      guard let path = values[name + "_FILE"] else { continue }
      guard values[name] == nil else {
        throw ConfigurationError("\(name) and \(name)_FILE are both given; give one of them.")
      }
      values[name] = try Self.content(of: path, name: name + "_FILE")
      files[name] = path
    }
    (self.values, self.files) = (values, files)
  }

  private static func refuseUnknown(_ environment: [String: String]) throws(ConfigurationError) {
    let known = Set(Settings.names + secretNames.map { $0 + "_FILE" })
    // Other programs have STRIPE_ variables of their own; a misspelt one of these would leave a door open.
    for name in environment.keys.sorted() where name.hasPrefix("TOLLBRIDGE_") || name.hasPrefix("STRIPE_WEBHOOK") {
      guard !known.contains(name) else { continue }
      throw ConfigurationError("\(name) is not a setting. Known are: \(Settings.names.joined(separator: ", ")).")
    }
  }

  /// The text of a file without the line break that editors put at its end.
  private static func content(of path: String, name: String) throws(ConfigurationError) -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= fileBytesMax,
      let text = String(data: data, encoding: .utf8)
    else {
      throw ConfigurationError("\(name) is \(path): there is no such file of text, or it may not be read.")
    }
    let line = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard !line.isEmpty else { throw ConfigurationError("\(name) is \(path), which is empty.") }
    return line
  }
}

extension GivenSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { "\(values.count) settings" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }
}
