package import Billing

/// The envelope of an event: what every type and version has in common, read from a verified payload.
package struct StripeEvent: Sendable {
  package enum Kind: Sendable {
    /// The usual one, with the object as it was.
    case snapshot
    /// `v2.core.event`: it names an object and does not carry it.
    case thin
    /// No event at all, but an object of the API by itself.
    case bareObject
  }

  /// The event's id, nil where the payload has none, or no id: then it is no event and changes nothing.
  package let id: String?
  package let type: String?
  package let created: Instant?
  package let livemode: Bool?
  package let apiVersion: String?
  /// The connected account (`acct_…`) that it belongs to, where it is not our own.
  package let account: String?
  /// The account that it came about in, as an organization's endpoint is told it since 2025-04-30; nil where it does
  /// not say.
  package let origin: String?
  package let object: StripeObject?
  package let kind: Kind
  /// Whether a number in it does not fit 64 bits, so that an amount could be misread.
  let hasUnreadableNumber: Bool

  /// Scans and reads `body`.
  ///
  /// - Throws: `JSONError` when the body is not strict JSON, or not an object.
  package init(_ body: [UInt8]) throws(JSONError) {
    let json = try JSONValue(scanning: body)
    guard json.isObject else { throw .unexpected("An object was expected", offset: 0) }
    self.init(json)
  }

  init(_ json: JSONValue) {
    kind = Self.kind(json)
    id = json.ownID.flatMap { Self.isID($0) ? $0 : nil }
    type = kind == .bareObject ? nil : json.text("type")
    created = kind == .bareObject ? nil : json.time("created")
    livemode = kind == .bareObject ? nil : json.flag("livemode")
    apiVersion = json.text("api_version")
    account = kind == .bareObject ? nil : json.text("account")
    origin = account ?? (kind == .bareObject ? nil : Self.account(inContext: json.text("context")))
    let data = json["data"]
    let object = kind == .bareObject ? json : data?["object"]
    self.object = object.flatMap { StripeObject($0, previous: data?["previous_attributes"]) }
    hasUnreadableNumber = json.hasUnreadableInteger
  }

  /// A context is a path of ids, `org_…/acct_…`, or one of them.
  private static func account(inContext context: String?) -> String? {
    context?.split(separator: "/").last.flatMap { $0.hasPrefix("acct_") ? String($0) : nil }
  }

  /// An event's id is of printable ASCII: of other text two that look the same may be two, or two that differ one.
  private static func isID(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  private static func kind(_ json: JSONValue) -> Kind {
    switch json.text("object") {
    case "event": .snapshot
    case "v2.core.event": .thin
    default: .bareObject
    }
  }
}
