internal import Native

/// The links of an account's chain: each entry's hash covers the hash before it, so that an entry that was changed,
/// dropped or put in between shows.
enum LedgerChain {
  static func next(
    after previous: [UInt8], account: String, number: Int64, cause: String, source: String, target: String,
    amount: Int64, effectiveAt: Int64, event: String?
  ) throws -> [UInt8] {
    var link = previous
    // The unit separator keeps neighbouring fields apart; none of them can hold it.
    for field in [account, String(number), cause, source, target, String(amount), String(effectiveAt), event ?? ""] {
      link += field.utf8
      link.append(0x1F)
    }
    return try SHA256.digest(link)
  }
}
