internal import Synchronization

/// The world's time for whoever must follow it without asking: how far it is ahead of the real one.
package final class WorldClock: Sendable {
  private let lead: Mutex<Int64>
  private let unixTime: @Sendable () -> Int64

  init(lead: Int64, unixTime: @escaping @Sendable () -> Int64) {
    self.lead = Mutex(lead)
    self.unixTime = unixTime
  }

  /// Unix seconds.
  package var now: Int64 { unixTime() + lead.withLock { $0 } }

  func set(lead seconds: Int64) { lead.withLock { $0 = seconds } }
}
