internal import Foundation
internal import JWTKit

/// The signatures that tokens may have.
enum TokenAlgorithm: String, Sendable, CaseIterable {
  case hs256 = "HS256"
  case eddsa = "EdDSA"
  case es256 = "ES256"
  case rs256 = "RS256"
}

/// A key of tokens and the one algorithm that it is for. What a token says of its algorithm chooses nothing.
struct TokenKey: Sendable {
  /// The `kid` of the tokens that it signs.
  let id: String
  let algorithm: TokenAlgorithm
  /// The library gives its algorithms out by an actor; it is asked once, when the key is read.
  private let signer: Task<any JWTAlgorithm, any Error>

  private init(
    _ id: String, _ algorithm: TokenAlgorithm, _ add: @escaping @Sendable (JWTKeyCollection) async -> Void
  ) {
    self.id = id
    self.algorithm = algorithm
    signer = Task {
      let keys = JWTKeyCollection()
      await add(keys)
      return try await keys.getKey()
    }
  }

  init(id: String, secret: [UInt8]) {
    let key = HMACKey(from: secret)
    self.init(id, .hs256) { await $0.add(hmac: key, digestAlgorithm: .sha256) }
  }

  init(id: String, _ key: EdDSA.PublicKey) { self.init(id, .eddsa) { await $0.add(eddsa: key) } }

  init(id: String, _ key: ES256PublicKey) { self.init(id, .es256) { await $0.add(ecdsa: key) } }

  init(id: String, _ key: Insecure.RSA.PublicKey) {
    self.init(id, .rs256) { await $0.add(rsa: key, digestAlgorithm: .sha256) }
  }

  func sign(_ message: [UInt8]) async throws -> [UInt8] { try await signer.value.sign(message) }

  /// Whether `signature` is one of `message` by this key. One that cannot be read is none.
  func verifies(_ signature: [UInt8], of message: [UInt8]) async -> Bool {
    (try? await signer.value.verify(signature, signs: message)) ?? false
  }
}
