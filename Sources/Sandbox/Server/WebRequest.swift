/// An HTTP request as the stand-in reads it.
package struct WebRequest: Sendable {
  package var method: String
  package var path: String
  package var query: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(
    _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    self.method = method
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "/")
    query = parts.count > 1 ? String(parts[1]) : ""
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The request as one to the API.
  var call: Call {
    Call(
      method, path, query: query, body: text, apiKey: apiKey, version: header("Stripe-Version").map(APIVersion.init),
      idempotencyKey: header("Idempotency-Key").flatMap { $0.isEmpty ? nil : $0 })
  }

  /// From `Bearer sk_…`, or from `Basic` with the key as the user.
  private var apiKey: String? {
    guard let value = header("Authorization") else { return nil }
    let words = value.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { return nil }
    switch words[0].lowercased() {
    case "bearer": return words[1]
    case "basic": return Base64.text(words[1]).map { String($0.prefix { $0 != ":" }) }
    default: return nil
    }
  }
}

/// Just enough of base64 to read a Basic header.
enum Base64 {
  static func text(_ encoded: String) -> String? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bits: UInt32 = 0
    var count = 0
    var bytes: [UInt8] = []
    for character in encoded.utf8 where character != UInt8(ascii: "=") {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// What goes back over the connection.
package enum WebReply: Sendable {
  case answer(Answer)
  /// The connection is closed without a word.
  case close
  /// The head promises the whole body, and the connection is closed after so many bytes of it.
  case cutShort(Answer, bytes: Int)
}
