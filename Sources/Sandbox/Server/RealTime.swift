internal import Foundation

/// The time of the machine.
package enum RealTime {
  package static let unixSeconds: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
}
