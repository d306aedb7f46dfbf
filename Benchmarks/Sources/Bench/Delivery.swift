import NIOCore

/// A webhook on its way: one HTTP request as it goes over the wire.
enum Delivery {
  static let secret = "whsec_bench_0123456789abcdef"
  static let key = Array(secret.utf8)

  /// - Parameter time: unix seconds to sign for.
  static func request(_ body: [UInt8], at time: Int) -> ByteBuffer {
    let head = [
      "POST /webhooks/stripe HTTP/1.1",
      "Host: 127.0.0.1",
      "User-Agent: bench",
      "Content-Type: application/json; charset=utf-8",
      "Content-Length: \(body.count)",
      "Stripe-Signature: \(Signature.header(body, at: time, key: key))",
      "", "",
    ].joined(separator: "\r\n")
    var request = ByteBufferAllocator().buffer(capacity: head.utf8.count + body.count)
    request.writeString(head)
    request.writeBytes(body)
    return request
  }
}
