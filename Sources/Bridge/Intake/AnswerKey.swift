internal import Billing
internal import Native
internal import Store

/// Under what an answer is kept: who asked by which Idempotency-Key, and what exactly was asked.
struct AnswerKey: Sendable, Equatable {
  private static let byteCount = 16

  /// 16 bytes of the SHA-256 over scope and key.
  let id: [UInt8]
  /// 16 bytes of the SHA-256 over what was asked.
  let fingerprint: [UInt8]

  init(id: [UInt8], fingerprint: [UInt8]) {
    self.id = id
    self.fingerprint = fingerprint
  }

  /// - Parameters:
  ///   - scope: whose key it is; equal keys of two scopes have nothing to do with each other.
  ///   - asked: method, path and body, or whatever else tells one request from another.
  init(scope: String, key: String, asked: [UInt8]) throws(CryptoError) {
    // The unit separator keeps the two apart; neither can hold it.
    id = try Self.digest(Array(scope.utf8) + [0x1F] + Array(key.utf8))
    fingerprint = try Self.digest(asked)
  }

  private static func digest(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
    Array(try SHA256.digest(bytes).prefix(byteCount))
  }

  /// What is kept under it: nil for nothing, a refusal where something else was asked.
  func answer(in store: ReadTransaction) throws -> Result<KeptAnswer, Refusal>? {
    guard let stored = try store.answer(id) else { return nil }
    guard stored.fingerprint == fingerprint else { return .failure(.keyMismatch) }
    return .success(KeptAnswer(status: stored.status, body: stored.body))
  }
}

/// An answer as it is given each time.
struct KeptAnswer: Sendable, Equatable {
  let status: Int
  let body: [UInt8]
}

/// An answer, and whether it was given before.
enum Answered: Sendable, Equatable {
  case anew(KeptAnswer)
  case replayed(KeptAnswer)

  var answer: KeptAnswer {
    switch self {
    case .anew(let answer), .replayed(let answer): answer
    }
  }
}

extension StoredAnswer {
  init(_ key: AnswerKey, _ answer: KeptAnswer, of account: AccountID?) {
    self.init(
      id: key.id, fingerprint: key.fingerprint, account: account?.value, status: answer.status, body: answer.body)
  }
}

extension Result where Failure == Refusal {
  /// The same for what may fail for other reasons as well, which are no answer.
  func flatMap<Other>(_ transform: (Success) throws -> Result<Other, Refusal>) throws -> Result<Other, Refusal> {
    switch self {
    case .success(let value): try transform(value)
    case .failure(let refusal): .failure(refusal)
    }
  }
}
