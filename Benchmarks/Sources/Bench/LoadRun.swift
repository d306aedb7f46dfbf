import NIOCore

/// What the connections of one run share.
///
/// Unchecked, because only the one event loop that all connections are on touches it from `begin` until its future is
/// done; after that it does not change any more.
final class LoadRun: @unchecked Sendable {
  private let requests: [ByteBuffer]
  private let durationNanoseconds: UInt64
  private var latencies: [UInt64]
  private var connections: [LoadConnection] = []
  private var done: EventLoopPromise<Void>?
  private var failure: (any Error)?
  private var isOver = false
  private var begun: UInt64 = 0
  private var ended: UInt64 = 0
  private var takenCount = 0
  private var answeredCount = 0
  private var busyCount = 0

  init(_ requests: [ByteBuffer], seconds: Int) {
    self.requests = requests
    durationNanoseconds = UInt64(seconds) * 1_000_000_000
    latencies = [UInt64](repeating: 0, count: requests.count)
  }

  static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }

  func join(_ connection: LoadConnection) { connections.append(connection) }

  /// Lets go of a connection, which holds on to its run.
  func leave(_ connection: LoadConnection) { connections.removeAll { $0 === connection } }

  /// Lets every connection send its first request. The future is done when all answers came, or one did not.
  func begin(on loop: any EventLoop) -> EventLoopFuture<Void> {
    if let failure { return loop.makeFailedFuture(failure) }
    let promise = loop.makePromise(of: Void.self)
    done = promise
    busyCount = connections.count
    begun = Self.now
    for connection in connections { connection.sendNext() }
    return promise.futureResult
  }

  /// The request that a connection sends next, nil when it is done.
  func nextRequest(at now: UInt64) -> ByteBuffer? {
    guard !isOver else { return nil }
    guard takenCount < requests.count, now - begun < durationNanoseconds else {
      busyCount -= 1
      if busyCount == 0 { finish(at: now) }
      return nil
    }
    defer { takenCount += 1 }
    return requests[takenCount]
  }

  func record(_ nanoseconds: UInt64) {
    guard !isOver else { return }
    latencies[answeredCount] = nanoseconds
    answeredCount += 1
  }

  func fail(_ error: any Error) {
    guard !isOver else { return }
    isOver = true
    failure = error
    done?.fail(error)
  }

  private func finish(at now: UInt64) {
    isOver = true
    ended = now
    done?.succeed(())
  }

  /// What came of it, once it is done.
  var result: LoadResult {
    LoadResult(nanoseconds: Array(latencies.prefix(answeredCount)), seconds: Double(ended - begun) / 1e9)
  }
}

/// What one run came to.
struct LoadResult {
  let answeredCount: Int
  let seconds: Double
  private let sorted: [UInt64]

  init(nanoseconds: [UInt64], seconds: Double) {
    answeredCount = nanoseconds.count
    self.seconds = seconds
    sorted = nanoseconds.sorted()
  }

  /// How long the share `rank` (0 to 1) of all answers took at the most.
  func milliseconds(rank: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * rank))]) / 1e6
  }
}
