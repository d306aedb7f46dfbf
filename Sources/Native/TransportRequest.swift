/// A request as it goes over the wire.
package struct TransportRequest: Sendable {
  package let method: String
  package let url: String
  /// Whole lines, `Name: value`.
  package let headers: [String]
  /// Nil for a request that has no body, which is not the same as an empty one.
  package let body: [UInt8]?
  /// From the call to the last byte of the answer, waiting for a connection included.
  package let timeoutMilliseconds: Int

  package init(method: String, url: String, headers: [String], body: [UInt8]?, timeoutMilliseconds: Int) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
  }
}

/// What a peer answered, whatever its status: a redirect is an answer too, and is not followed.
package struct TransportAnswer: Sendable {
  package let status: Int
  package let body: [UInt8]
  /// The lines of the final answer's head, read when somebody asks for one.
  private let head: [UInt8]

  init(status: Int, head: [UInt8], body: [UInt8]) {
    self.status = status
    self.head = head
    self.body = body
  }

  /// - Parameter headers: whole lines, `Name: value`.
  package init(status: Int, headers: [String], body: [UInt8]) {
    self.init(status: status, head: Array(headers.joined(separator: "\n").utf8), body: body)
  }

  /// The value of the first header of that name, in whatever case either is written.
  package func header(_ name: String) -> String? {
    let wanted = name.utf8.lazy.map(\.lowercased)
    for line in head.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      guard line[..<colon].lazy.map(\.lowercased).elementsEqual(wanted) else { continue }
      return String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)
    }
    return nil
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    var bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return bytes
  }
}

/// How a transport treats every request.
package struct TransportConfiguration: Sendable {
  /// Whether `http://` is taken as well as `https://`: for servers on this machine.
  package var allowsPlainHTTP: Bool
  /// A proxy's URL. Nil is no proxy at all: the environment has no say in where a key is sent.
  package var proxy: String?
  /// A file of certificates to trust (PEM) in place of the system's.
  package var certificateFile: String?
  package var connectTimeoutMilliseconds: Int
  /// The most bytes of an answer, after decompression, that are taken.
  package var answerBytesMax: Int
  /// The most connections to one host. Over HTTP/2 one carries many requests.
  package var connectionsMax: Int
  package var userAgent: String
  /// Which addresses may be connected to; nil is any.
  package var gate: AddressGate?

  package init(
    allowsPlainHTTP: Bool = false, proxy: String? = nil, certificateFile: String? = nil,
    connectTimeoutMilliseconds: Int = 5000, answerBytesMax: Int = 8 * 1_048_576, connectionsMax: Int = 8,
    userAgent: String = "Tollbridge", gate: AddressGate? = nil
  ) {
    self.allowsPlainHTTP = allowsPlainHTTP
    self.proxy = proxy
    self.certificateFile = certificateFile
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.answerBytesMax = answerBytesMax
    self.connectionsMax = connectionsMax
    self.userAgent = userAgent
    self.gate = gate
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
