internal import Synchronization

/// The Idempotency-Keys whose requests the provider is carrying out right now.
final class RunningKeys: Sendable {
  private let keys = Mutex<Set<[UInt8]>>([])

  /// False where the same key is at work already.
  func begin(_ key: AnswerKey) -> Bool { keys.withLock { $0.insert(key.id).inserted } }

  func end(_ key: AnswerKey) { _ = keys.withLock { $0.remove(key.id) } }
}
