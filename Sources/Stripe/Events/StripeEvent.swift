package import Billing

/// The envelope of an event: what every type and version has in common, read from a verified payload.
package struct StripeEvent: Sendable {
  /// The event's id, nil where the payload has none: then it is no event and changes nothing.
  package let id: String?
  package let type: String?
  package let created: Instant?
  package let livemode: Bool?
  package let apiVersion: String?
  /// The connected account (`acct_…`) that it belongs to, where it is not our own.
  package let account: String?
  package let object: StripeObject?
  /// Whether this is a snapshot event; thin ones (`v2.core.event`) carry no object.
  package let isSnapshot: Bool
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
    isSnapshot = json.text("object") == "event"
    id = json.text("id")
    type = json.text("type")
    created = json.time("created")
    livemode = json.flag("livemode")
    apiVersion = json.text("api_version")
    account = json.text("account")
    let data = json["data"]
    let object = isSnapshot ? data?["object"] : json
    self.object = object.flatMap { StripeObject($0, previous: data?["previous_attributes"]) }
    hasUnreadableNumber = json.hasUnreadableInteger
  }
}
