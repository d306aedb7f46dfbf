internal import Foundation
internal import Native

/// A secret of `TOLLBRIDGE_HOOK_SECRETS` (`whsec_…`), by which the app knows that a hook is ours. It prints redacted.
struct HookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private static let mark = "whsec_"
  /// What a secret may hold, in bytes; Standard Webhooks says so.
  private static let byteCounts = 24...64
  /// The most secrets at once: a hook carries a signature for each.
  private static let countMax = 4
  /// Bytes of chance hardly ever hold fewer different ones.
  private static let differentMin = 8

  private let key: MACKey

  var description: String { "whsec_…(redacted)" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }

  /// The secrets of the setting: comma-separated, several while one gives way to the next.
  ///
  /// - Throws: `ConfigurationError` for one that is of another form, short, a placeholder, or could be guessed.
  static func list(_ setting: String) throws(ConfigurationError) -> [HookSecret] {
    let texts = setting.split(separator: ",", omittingEmptySubsequences: false)
    guard texts.count <= countMax else {
      throw ConfigurationError("TOLLBRIDGE_HOOK_SECRETS has \(texts.count) secrets; at most \(countMax) at once.")
    }
    var secrets: [HookSecret] = []
    for text in texts { secrets.append(try HookSecret(text)) }
    return secrets
  }

  private init(_ text: Substring) throws(ConfigurationError) {
    guard !Placeholder.isIn(text), let bytes = Self.bytes(text), Self.byteCounts.contains(bytes.count),
      Set(bytes).count >= Self.differentMin
    else {
      throw ConfigurationError(
        "TOLLBRIDGE_HOOK_SECRETS has a secret that is empty, short or can be guessed: write whsec_ and "
          + "\(Self.byteCounts.lowerBound) to \(Self.byteCounts.upperBound) bytes of chance in base64, as "
          + "echo whsec_$(openssl rand -base64 32) prints them; several by comma.")
    }
    key = MACKey(bytes)
  }

  /// The bytes behind the mark, where they are spelled in the one way that base64 has.
  private static func bytes(_ text: Substring) -> [UInt8]? {
    guard text.hasPrefix(mark) else { return nil }
    let letters = String(text.dropFirst(mark.count))
    guard let data = Data(base64Encoded: letters), data.base64EncodedString() == letters else { return nil }
    return Array(data)
  }

  /// The signature of a message that is sent at `time`, unix seconds: `v1,…`.
  func signature(_ id: String, _ time: Int64, _ body: [UInt8]) throws(CryptoError) -> String {
    "v1," + (try key.code(of: [Array("\(id).\(time).".utf8), body]).base64)
  }
}
