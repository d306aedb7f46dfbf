internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The stand-in over real HTTP.
package actor SandboxServer {
  package nonisolated let sandbox: Sandbox
  private let host: String
  private let port: Int
  private var serving: Task<Void, Never>?
  private var ticking: Task<Void, Never>?

  /// - Parameter port: 0 takes a free one; `start` says which.
  package init(
    host: String = "127.0.0.1", port: Int = 0, configuration: SandboxConfiguration = SandboxConfiguration()
  ) {
    self.host = host
    self.port = port
    sandbox = Sandbox(configuration)
  }

  /// Listens, and returns the port.
  package func start() async throws -> Int {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          return try NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>(
            wrappingChannelSynchronously: channel)
        }
      }
    let port = channel.channel.localAddress?.port ?? self.port
    let origin = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    await sandbox.start(origin: origin)
    serving = Task { [sandbox] in
      try? await channel.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            group.addTask { await Connection(sandbox: sandbox).serve(connection) }
          }
        }
      }
    }
    ticking = Task { [sandbox] in
      while !Task.isCancelled {
        await sandbox.tick()
        try? await Task.sleep(for: .seconds(1))
      }
    }
    return port
  }

  /// Stops listening and sending.
  package func stop() async {
    ticking?.cancel()
    serving?.cancel()
    await sandbox.stop()
    await serving?.value
  }
}
