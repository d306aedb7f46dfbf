/// Tells one listener that there is something to do; many rings while it works are one.
final class Bell: Sendable {
  private let stream = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  var rings: AsyncStream<Void> { stream.stream }

  func ring() { stream.continuation.yield() }
}
