internal import Billing
internal import HTTPTypes
internal import Synchronization

/// How often a browser may ask: so much at once, then so much a second. The app's own backend is not limited here.
final class RateLimits: Sendable {
  /// So many at once, and how many seconds bring one more.
  struct Rate: Sendable {
    let burst: Double
    let secondsEach: Double

    static let requests = Rate(burst: 60, secondsEach: 0.1)
    /// Each opens a page at the provider.
    static let checkouts = Rate(burst: 10, secondsEach: 6)
    /// Each explains everything that ever happened.
    static let timelines = Rate(burst: 5, secondsEach: 2)
  }

  private struct Bucket {
    var left: Double
    var at: Int64
  }

  /// Accounts that are remembered; beyond them all are forgotten, which refuses nobody.
  private static let bucketsMax = 20_000

  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Throws: 429 for a request too many.
  func admit(_ account: AccountID, _ route: Route, now: Int64) throws(Problem) {
    try take("requests \(account.value)", .requests, now)
    if route.opensPage { try take("checkouts \(account.value)", .checkouts, now) }
    if route.path.hasSuffix("/timeline") { try take("timelines \(account.value)", .timelines, now) }
  }

  private func take(_ name: String, _ rate: Rate, _ now: Int64) throws(Problem) {
    let isAdmitted = buckets.withLock { buckets in
      if buckets.count >= Self.bucketsMax { buckets = [:] }
      var bucket = buckets[name] ?? Bucket(left: rate.burst, at: now)
      bucket.left = min(rate.burst, bucket.left + Double(max(0, now - bucket.at)) / rate.secondsEach)
      bucket.at = now
      defer { buckets[name] = bucket }
      guard bucket.left >= 1 else { return false }
      bucket.left -= 1
      return true
    }
    if !isAdmitted { throw .tooMany(retryAfterSeconds: max(1, Int(rate.secondsEach.rounded(.up)))) }
  }
}

extension Route {
  fileprivate var opensPage: Bool {
    method == .post && ["/checkouts", "/portal", "/subscription/change"].contains { path.hasSuffix($0) }
  }
}
