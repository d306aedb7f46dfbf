internal import Billing

/// A token whose signature and claims hold: a browser may act for its account until it ends.
struct AccountToken: Sendable, Equatable {
  /// The longest token that is looked at, in bytes.
  static let bytesMax = 4096
  /// The longest that a token may last, from `iat` to `exp`, in seconds.
  static let lifetimeSecondsMax: Int64 = 900
  /// How far the clocks of who signs and who verifies may be apart, in seconds.
  static let leewaySeconds: Int64 = 30
  static let audience = "tollbridge"

  let account: AccountID
  /// The only origin whose pages may use it; nil where the token names none.
  let origin: String?
  /// Unix seconds.
  let expiresAt: Int64

  /// Whether a request with this `Origin` header may use it.
  func admits(origin asked: String?) -> Bool {
    guard let origin else { return true }
    return asked.map { $0.utf8.elementsEqual(origin.utf8) } ?? false
  }
}

/// Why a token is refused.
enum TokenError: Error, Equatable, Sendable {
  /// Not three parts of canonical base64url, too long, or JSON that we do not take.
  case malformed
  /// The header says more than `alg`, `typ` and `kid`, such as where a key could be fetched.
  case strangeHeader
  /// No key has its `kid`.
  case unknownKey
  /// Its `alg` is not the one that the key is for.
  case otherAlgorithm
  case signatureMismatch
  /// A claim is missing or of another type or value than it must be.
  case claim(String)
  case expired
  case notYetValid
  /// It would last longer than `AccountToken.lifetimeSecondsMax`.
  case lifetimeTooLong
  /// It is of test mode where live mode counts, or the other way round.
  case otherMode
}

extension TokenError: CustomStringConvertible {
  var description: String {
    switch self {
    case .malformed: "It is no token of three parts of base64url with JSON in them, of at most 4 KiB."
    case .strangeHeader: "Its header must have alg, and may have kid and typ JWT, and nothing else."
    case .unknownKey: "No key of this service has its kid."
    case .otherAlgorithm: "Its alg is not the one that its key is for."
    case .signatureMismatch: "Its signature does not hold."
    case .claim(let name): "Its claim \(name) is missing or not what it must be."
    case .expired: "It has ended."
    case .notYetValid: "It is not valid yet: check the clock of who made it."
    case .lifetimeTooLong: "It lasts longer than \(AccountToken.lifetimeSecondsMax) seconds."
    case .otherMode: "Its livemode is not the mode of this service."
    }
  }
}
