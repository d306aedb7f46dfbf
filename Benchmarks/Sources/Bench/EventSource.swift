import Glibc
import NIOCore

/// Hands out webhooks that never came before: the story, told of one new account after the other.
final class EventSource {
  private let story: Story
  /// The account that the next batch begins with.
  private var nextAccount = 1

  init(_ story: Story) { self.story = story }

  /// Bodies of the next `count` events. A batch always begins with a new account.
  func bodies(_ count: Int) -> [[UInt8]] {
    let first = nextAccount
    let templates = story.templates
    nextAccount += (count + templates.count - 1) / templates.count
    return (0..<count).map { templates[$0 % templates.count].copy(first + $0 / templates.count) }
  }

  /// The next `count` events as whole requests, signed now.
  func requests(_ count: Int) -> [ByteBuffer] {
    let now = time(nil)
    return bodies(count).map { Delivery.request($0, at: now) }
  }

  /// Bytes of a body, on average.
  var meanByteCount: Int {
    story.templates.reduce(0) { $0 + $1.copy(1).count } / story.templates.count
  }
}
