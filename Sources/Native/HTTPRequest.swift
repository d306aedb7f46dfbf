internal import CCurl

/// One HTTP request by libcurl that blocks its thread until the answer is there: for the command line's own errands.
package struct HTTPRequest: Sendable {
  package struct Answer: Sendable {
    package let status: Int
    package let body: [UInt8]
  }

  /// The most bytes of an answer that are taken.
  package static let answerBytesMax = 1_048_576

  private let url: String
  private let timeoutMilliseconds: Int

  package init(url: String, timeoutMilliseconds: Int = 30_000) {
    self.url = url
    self.timeoutMilliseconds = timeoutMilliseconds
  }

  package func get() throws(HTTPRequestError) -> Answer { try perform(headers: [], body: nil) }

  package func post(_ body: [UInt8], headers: [String]) throws(HTTPRequestError) -> Answer {
    try perform(headers: headers, body: body)
  }

  private func perform(headers: [String], body: [UInt8]?) throws(HTTPRequestError) -> Answer {
    guard let handle = unsafe curl_easy_init() else { throw .failed("libcurl gave no handle") }
    defer { unsafe curl_easy_cleanup(handle) }
    var list: UnsafeMutablePointer<curl_slist>?
    defer { unsafe curl_slist_free_all(list) }
    // An empty Expect keeps libcurl from waiting for 100-continue on large bodies.
    for header in headers + ["Expect:"] { unsafe list = curl_slist_append(list, header) }
    unsafe tb_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
    try unsafe check(tb_curl_set_text(handle, CURLOPT_URL, url))
    try unsafe check(tb_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
    try unsafe check(tb_curl_set_text(handle, CURLOPT_NOPROXY, "*"))
    try unsafe check(tb_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
    try unsafe check(tb_curl_set_long(handle, CURLOPT_TIMEOUT_MS, timeoutMilliseconds))
    return try unsafe answer(handle, body)
  }

  private func answer(_ handle: UnsafeMutableRawPointer, _ body: [UInt8]?) throws(HTTPRequestError) -> Answer {
    if let body {
      try unsafe check(tb_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count))
      let copied = unsafe body.withUnsafeBytes { bytes in
        unsafe tb_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      }
      try check(copied)
    }
    let sink = Sink()
    unsafe tb_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque())
    unsafe tb_curl_set_writer(handle, writeToSink)
    let done = unsafe curl_easy_perform(handle)
    try check(done)
    var status = 0
    try unsafe check(tb_curl_response_code(handle, &status))
    return withExtendedLifetime(sink) { Answer(status: status, body: sink.bytes) }
  }

  private func check(_ code: CURLcode) throws(HTTPRequestError) {
    guard code == CURLE_OK else { throw unsafe .failed("\(url): \(String(cString: curl_easy_strerror(code)))") }
  }
}

/// Where libcurl puts an answer; it lives as long as the call.
private final class Sink {
  var bytes: [UInt8] = []
}

/// Takes a piece of the answer; too much of it ends the transfer.
private func writeToSink(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
  let sink = unsafe Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  guard sink.bytes.count + length <= HTTPRequest.answerBytesMax else { return 0 }
  unsafe sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
  return length
}

/// A request that got no answer.
package enum HTTPRequestError: Error, CustomStringConvertible {
  case failed(String)

  package var description: String {
    switch self {
    case .failed(let why): why
    }
  }
}
