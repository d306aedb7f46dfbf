package import Store
package import Stripe

/// Why something could not be carried out at the provider, this time or at all.
package enum ErrandError: Error, CustomStringConvertible {
  /// The provider refused it; trying again changes nothing.
  case refused(StripeError)
  /// It cannot be done as things are, whoever is asked; what to do about it.
  case impossible(code: String, detail: String)
  /// Nobody can say whether it was done, or it certainly was not: it is tried again, by the same key.
  case later(String)
  /// The provider keeps a failure under the key: repeating the call brings the same again.
  case kept(String)
  /// Too many calls failed lately: nothing was sent.
  case suspended(String)
  case store(StoreError)

  package var description: String {
    switch self {
    case .refused(let error): error.description
    case .impossible(_, let detail): detail
    case .later(let why), .kept(let why), .suspended(let why): why
    case .store(let error): error.description
    }
  }
}
