internal import Native

/// Stripe's signature scheme: every `v1` against every configured secret, then the age.
package struct WebhookVerifier: Sendable {
  /// Stripe's own default, in seconds, to either side of this machine's clock.
  package static let toleranceSecondsDefault: Int64 = 300

  private let secrets: [SigningSecret]
  private let toleranceSeconds: Int64

  /// - Parameter toleranceSeconds: at least 1. There is no value that switches the check off.
  package init(secrets: [SigningSecret], toleranceSeconds: Int64 = toleranceSecondsDefault) {
    self.secrets = secrets
    self.toleranceSeconds = max(1, toleranceSeconds)
  }

  /// Verifies `body` as it was received, before anything is parsed.
  ///
  /// - Parameters:
  ///   - header: the bytes of `Stripe-Signature`, nil when the request has none.
  ///   - now: unix seconds; nil takes the signature's own time, for deliveries that were recorded.
  package func verify(
    _ body: [UInt8], header: [UInt8]?, now: Int64?
  ) throws(SignatureError) -> VerifiedPayload {
    guard let header else { throw .missing }
    let claim = try SignatureHeader(header)
    guard matches(claim, body) else { throw .mismatch }
    let age = (now ?? claim.timestamp) - claim.timestamp
    guard abs(age) <= toleranceSeconds else { throw .outsideTolerance }
    return VerifiedPayload(Proof(body: body, signedAt: claim.timestamp))
  }

  /// What only this verifier can show: that the signature of a body held.
  struct Proof {
    let body: [UInt8]
    let signedAt: Int64

    fileprivate init(body: [UInt8], signedAt: Int64) {
      self.body = body
      self.signedAt = signedAt
    }
  }

  /// Tries all pairs without an early exit, so that the time says nothing of which one held.
  private func matches(_ header: SignatureHeader, _ body: [UInt8]) -> Bool {
    guard !header.signatures.isEmpty else { return false }
    var held = false
    for secret in secrets {
      guard let code = try? secret.code(timestamp: header.timestampText, body: body) else { continue }
      for signature in header.signatures where code.matches(signature) { held = true }
    }
    return held
  }
}
