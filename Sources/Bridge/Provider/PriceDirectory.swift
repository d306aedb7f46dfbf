internal import Billing
internal import Stripe
internal import Synchronization

/// What the catalogue's prices are called at the provider. A lookup key is asked for once in a while; the ids that the
/// catalogue itself names serve where it has no key.
final class PriceDirectory: Sendable {
  /// How long an answer is taken for true, in seconds.
  private static let secondsMax: Int64 = 300

  private struct Known {
    let id: String
    let at: Int64
  }

  private let known = Mutex<[String: Known]>([:])

  /// The provider's id of a price.
  func id(of terms: PriceTerms, _ book: CallBook) async throws(ErrandError) -> String {
    guard let key = terms.lookupKey else { return try last(of: terms) }
    let now = book.now()
    if let known = known.withLock({ $0[key] }), now - known.at < Self.secondsMax { return known.id }
    let answer = try await book.get(.prices(lookupKeys: [key]))
    guard let id = answer.json.list("data").first?.ownID else { return try last(of: terms) }
    known.withLock { $0[key] = Known(id: id, at: now) }
    return id
  }

  private func last(of terms: PriceTerms) throws(ErrandError) -> String {
    if let id = terms.ids.last { return id }
    throw .impossible(
      code: "price_missing",
      detail: "The provider has no price with lookup key \(terms.lookupKey ?? "?"); run tollbridge catalog push.")
  }
}
