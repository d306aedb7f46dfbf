internal import Billing
internal import Synchronization

/// The Idempotency-Keys whose requests the provider is carrying out right now.
final class RunningKeys: Sendable {
  private let keys = Mutex<[[UInt8]: AnswerKey]>([:])

  /// False where the same request is at work already.
  ///
  /// - Throws: `idempotency_mismatch` where another one is, under the same key.
  func begin(_ key: AnswerKey) throws(Refusal) -> Bool {
    let running = keys.withLock { keys in
      let running = keys[key.id]
      if running == nil { keys[key.id] = key }
      return running
    }
    guard running == nil || running == key else { throw .keyMismatch }
    return running == nil
  }

  func end(_ key: AnswerKey) { _ = keys.withLock { $0.removeValue(forKey: key.id) } }
}
