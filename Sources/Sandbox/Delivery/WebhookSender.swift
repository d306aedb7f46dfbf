internal import Dispatch
internal import Native

/// What brings a payload to its receiver.
package protocol WebhookSender: Sendable {
  /// The status of the answer; nil where there was none.
  func post(_ body: [UInt8], to url: String, signature: String) async -> Int?
}

/// Sends by libcurl on a queue of its own: the request blocks its thread, so it stays off the cooperative ones.
struct BlockingSender: WebhookSender {
  private let queue = DispatchQueue(label: "sandbox.deliveries", attributes: .concurrent)

  func post(_ body: [UInt8], to url: String, signature: String) async -> Int? {
    await withCheckedContinuation { continuation in
      queue.async {
        let request = HTTPRequest(url: url, timeoutMilliseconds: 30_000)
        let headers = [
          "Content-Type: application/json; charset=utf-8", "Stripe-Signature: \(signature)",
          "User-Agent: Stripe/1.0 (Tollbridge Sandbox)",
        ]
        continuation.resume(returning: try? request.post(body, headers: headers).status)
      }
    }
  }
}

/// Where deliveries may go: to this machine alone, unless told otherwise.
enum LoopbackRule {
  static func allows(_ url: String) -> Bool {
    guard let scheme = url.firstRange(of: "://") else { return false }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else { return false }
    if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } == "[::1" }
    let host = authority.prefix { $0 != ":" }
    return host == "localhost" || host.hasSuffix(".localhost") || isLoopback(host)
  }

  private static func isLoopback(_ host: Substring) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
  }
}
