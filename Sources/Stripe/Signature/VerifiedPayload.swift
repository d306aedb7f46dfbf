/// The bytes of an event that are known to be Stripe's.
///
/// There are two ways to one: `WebhookVerifier`, which holds the signature of a delivery against the secret; and an
/// answer to a request of ours, which came over a connection that the client made to Stripe with its key and whose
/// certificate held. Of such an answer an event is cut, or an object of it is told as an event (`init(told:as:at:)`).
package struct VerifiedPayload: Sendable {
  /// A delivery's bytes exactly as they were received and signed; a fetched event's as they stood in the answer.
  package let body: [UInt8]
  /// When the sender signed it, unix seconds; of a fetched event when it came about.
  package let signedAt: Int64

  /// What a verifier found to be signed.
  init(_ proof: WebhookVerifier.Proof) {
    body = proof.body
    signedAt = proof.signedAt
  }

  /// The element `index` of a list of events, cut from the answer. Nil where there is none.
  init?(event index: Int, of answer: StripeAnswer) {
    let events = answer.json["data"]?.elements ?? []
    guard events.indices.contains(index), events[index].isObject else { return nil }
    body = events[index].rawBytes
    signedAt = events[index].integer("created") ?? 0
  }

  /// An object of an answer, told as an event.
  init(telling body: [UInt8], at moment: Int64) {
    self.body = body
    signedAt = moment
  }
}
