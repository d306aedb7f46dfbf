internal import Dispatch

/// The time of the machine.
package enum RealTime {
  package static let unixSeconds: @Sendable () -> Int64 = {
    let start = DispatchWallTime.now().rawValue
    return Int64(clamping: start / 1_000_000_000)
  }
}
