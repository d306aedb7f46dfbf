/// When a hook is sent again after a failure: the pauses that Standard Webhooks suggests, three days in all.
enum HookSchedule {
  /// In seconds: after the first attempt, after the second, and so on.
  static let pauses: [Int64] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
  /// What `Retry-After` may ask for at the most, in seconds: a day.
  private static let askedMax: Int64 = 86_400

  static func isWorthTrying(afterAttempts attempts: Int64) -> Bool { attempts <= pauses.count }

  /// How long to wait, in seconds.
  ///
  /// - Parameters:
  ///   - attempts: those that failed, 1 or more.
  ///   - asked: what the endpoint asked for by `Retry-After`; it can only lengthen a pause.
  ///   - dice: any number of a range, so that what failed together is not tried again together.
  static func pauseSeconds(
    afterAttempts attempts: Int64, asked: Int64?, dice: (ClosedRange<Int64>) -> Int64
  ) -> Int64 {
    let pause = pauses[Int(min(max(1, attempts), Int64(pauses.count))) - 1]
    return max(pause + dice(0...pause / 5), min(asked ?? 0, askedMax))
  }
}

/// Whether an endpoint as a whole takes anything: while nothing gets through it is asked by one message now and then,
/// and what waits is not used up against it.
struct HookHealth {
  /// Where the messages of so many accounts fail and none arrives, the fault is the endpoint's.
  static let accountsMax = 5
  /// In seconds: after the first failure of that kind, after the second, and so on.
  private static let pauses: [Int64] = [5, 10, 20, 40, 60]

  private var failing: Set<String> = []
  private var rests = 0
  private var restsUntil: Int64?

  /// How many messages may be under way, of `most`.
  func room(at now: Int64, most: Int) -> Int {
    guard let restsUntil else { return most }
    return now < restsUntil ? 0 : 1
  }

  /// Whether it takes messages like any other.
  var isWell: Bool { restsUntil == nil }

  /// Whether it had been resting until then.
  mutating func succeed() -> Bool {
    defer { self = HookHealth() }
    return !isWell
  }

  mutating func fail(_ account: String, at now: Int64) {
    // What was under way when it began to rest says nothing new.
    if let restsUntil, now < restsUntil { return }
    failing.insert(account)
    guard failing.count >= Self.accountsMax || restsUntil != nil else { return }
    restsUntil = now + Self.pauses[min(rests, Self.pauses.count - 1)]
    rests += 1
  }
}
