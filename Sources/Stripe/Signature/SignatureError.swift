/// Why a delivery was not taken. The names are the codes of the API's answer.
package enum SignatureError: String, Error, CaseIterable {
  case missing = "signature_missing"
  case malformed = "signature_malformed"
  case mismatch = "signature_mismatch"
  case outsideTolerance = "timestamp_outside_tolerance"
}

extension SignatureError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing: "The Stripe-Signature header is missing."
    case .malformed: "The Stripe-Signature header cannot be read: it needs one t=<unix seconds> and v1=<hex>."
    case .mismatch: "No v1 signature matches this body under the configured webhook secrets."
    case .outsideTolerance: "The signature's timestamp is too far from this machine's clock."
    }
  }
}
