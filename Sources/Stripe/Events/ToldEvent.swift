package import Billing
internal import Native

extension VerifiedPayload {
  /// An event of ours about an object that the provider answered with: it need not wait for a webhook, and goes the way
  /// of every event. Its id is made of what it tells, so that the same answer twice within an hour is one event, and an
  /// object that changed is another.
  ///
  /// - Parameters:
  ///   - object: read from an answer to a call of ours, or from what was stored of one.
  ///   - moment: when it became so, by the provider's clock.
  package init(told object: JSONValue, as type: String, at moment: Instant) {
    let id = StripeForm.encoded(object.text("id") ?? "?")
    let digest = (try? SHA256.digest(object.rawBytes)).map { String(Hex.encode($0).prefix(16)) } ?? ""
    let live = object.flag("livemode").map { "\"livemode\":\($0)," } ?? ""
    let head =
      #"{"id":"told_\#(id)_\#(type)_\#(moment.seconds / 3600)_\#(digest)","object":"event","type":"\#(type)","#
      + #""created":\#(moment.seconds),\#(live)"data":{"object":"#
    self.init(telling: Array(head.utf8) + object.rawBytes + Array("}}".utf8), at: moment.seconds)
  }
}
