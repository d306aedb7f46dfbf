import NIOCore
import NIOPosix

/// Sends requests over keep-alive connections on one thread, each connection with one request under way: the next goes
/// out when the answer came.
final class LoadGenerator {
  private static let host = "127.0.0.1"
  /// How long after its time a run may still wait for answers, in seconds.
  private static let patienceSeconds = 30

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// Loads a server until `seconds` are over or the requests are used up. Every answer must say that it was
  /// done.
  func run(_ requests: [ByteBuffer], port: Int, connectionCount: Int, seconds: Int) throws -> LoadResult {
    let loop = group.next()
    let run = LoadRun(requests, seconds: seconds)
    let address = try SocketAddress(ipAddress: Self.host, port: port)
    var channels: [any Channel] = []
    defer { for channel in channels { channel.close(promise: nil) } }
    for _ in 0..<min(connectionCount, requests.count) {
      channels.append(try bootstrap(run).connect(to: address).wait())
    }
    let alarm = loop.scheduleTask(in: .seconds(Int64(seconds + Self.patienceSeconds))) { run.fail(LoadError.silent) }
    defer { alarm.cancel() }
    try loop.flatSubmit { run.begin(on: loop) }.wait()
    return run.result
  }

  private func bootstrap(_ run: LoadRun) -> ClientBootstrap {
    ClientBootstrap(group: group).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(LoadConnection(run))
      }
    }
  }

  /// A port that nobody listens on.
  func freePort() throws -> Int {
    let channel = try ServerBootstrap(group: group).bind(host: Self.host, port: 0).wait()
    let port = channel.localAddress?.port
    try channel.close().wait()
    guard let port else { throw BenchError("there is no free port") }
    return port
  }

  func stop() { try? group.syncShutdownGracefully() }
}

/// Why a run came to nothing.
enum LoadError: Error, CustomStringConvertible {
  case closed, silent, unreadable
  case refused(status: Int)

  var description: String {
    switch self {
    case .closed: "the server closed a connection"
    case .silent: "the server did not answer in time"
    case .unreadable: "the server's answer has no status or no length"
    case .refused(let status): "the server answered \(status)"
    }
  }
}
