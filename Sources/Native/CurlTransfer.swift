internal import CCurl

/// One of libcurl's easy handles with all that it points to, used for one request after another.
///
/// It never leaves the actor that owns it, so it needs no lock.
@safe final class CurlTransfer {
  /// What was set for a request and stays set until another wants something else.
  private struct Settings {
    let url: String
    let method: String
    let headers: [String]
    let hasBody: Bool
    let timeoutMilliseconds: Int

    init(_ request: TransportRequest) {
      url = request.url
      method = request.method
      headers = request.headers
      hasBody = request.body != nil
      timeoutMilliseconds = request.timeoutMilliseconds
    }
  }

  let handle: UnsafeMutableRawPointer
  /// Names the call that it is used for.
  private(set) var token: UInt64 = 0
  private let sink = CurlSink()
  private let complaint: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var body = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Nil while nothing is set, or who knows what.
  private var settings: Settings?

  /// A handle with all options that are the same for every request.
  init(_ configuration: TransportConfiguration, _ sockets: CurlSockets) throws(TransportError) {
    guard CurlLibrary.isReady, let handle = unsafe curl_easy_init() else {
      throw .other(code: Int(CURLE_FAILED_INIT.rawValue), words: "libcurl gave no handle")
    }
    unsafe self.handle = handle
    unsafe complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try setPointers()
    try setSockets(sockets)
    try setConnection(configuration)
    try setSecurity(configuration)
  }

  deinit {
    unsafe curl_easy_cleanup(handle)
    unsafe curl_slist_free_all(headers)
    unsafe complaint.deallocate()
    unsafe body.deallocate()
  }

  /// Makes ready for `request`: sets what differs from the request before.
  func prepare(
    _ request: TransportRequest, token: UInt64, _ configuration: TransportConfiguration
  ) throws(TransportError) {
    self.token = token
    sink.clear(bytesMax: configuration.answerBytesMax)
    unsafe complaint[0] = 0
    let (before, wanted) = (settings, Settings(request))
    settings = nil
    if before?.url != wanted.url { try setURL(wanted.url) }
    if before?.timeoutMilliseconds != wanted.timeoutMilliseconds {
      try set(CURLOPT_TIMEOUT_MS, max(1, wanted.timeoutMilliseconds))
    }
    if before?.headers != wanted.headers { try setHeaders(wanted.headers) }
    if before?.method != wanted.method || before?.hasBody != wanted.hasBody { try setMethod(wanted) }
    if let body = request.body { try setBody(body) }
    if wanted.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
    settings = wanted
  }

  /// What the request came to when its time ended before libcurl ended it.
  var overdue: TransportError { error(CURLE_OPERATION_TIMEDOUT) }

  /// What the request came to, from the code that libcurl ended it with.
  func outcome(_ code: CURLcode) -> Result<TransportAnswer, TransportError> {
    guard code == CURLE_OK else { return .failure(error(code)) }
    var status = 0
    guard unsafe tb_curl_response_code(handle, &status) == CURLE_OK, status > 0 else {
      return .failure(.connectionLost)
    }
    return .success(TransportAnswer(status: status, head: sink.head, body: sink.body))
  }
}

// MARK: - Options

extension CurlTransfer {
  private func setPointers() throws(TransportError) {
    let sink = unsafe Unmanaged.passUnretained(sink).toOpaque()
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, complaint))
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_WRITEDATA, sink))
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_HEADERDATA, sink))
    try unsafe check(tb_curl_set_writer(handle, CurlCallbacks.body))
    try unsafe check(tb_curl_set_header_writer(handle, CurlCallbacks.header))
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque()))
  }

  private func setSockets(_ sockets: CurlSockets) throws(TransportError) {
    let sockets = unsafe Unmanaged.passUnretained(sockets).toOpaque()
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_SOCKOPTDATA, sockets))
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_CLOSESOCKETDATA, sockets))
    try unsafe check(tb_curl_set_opener(handle, CurlWaiting.open))
    try unsafe check(tb_curl_set_closer(handle, CurlWaiting.close))
  }

  private func setConnection(_ configuration: TransportConfiguration) throws(TransportError) {
    try set(CURLOPT_PROTOCOLS_STR, configuration.allowsPlainHTTP ? "http,https" : "https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeoutMilliseconds))
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_ACCEPT_ENCODING, "")
    try set(CURLOPT_USERAGENT, configuration.userAgent)
    // An empty proxy is none, whatever the environment says; an empty exception list leaves none out.
    try set(CURLOPT_PROXY, configuration.proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    try unsafe configuration.gate?.stand(before: handle)
  }

  private func setSecurity(_ configuration: TransportConfiguration) throws(TransportError) {
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    guard let file = configuration.certificateFile else { return }
    try set(CURLOPT_CAINFO, file)
    try unsafe check(tb_curl_set_text(handle, CURLOPT_CAPATH, nil))
  }

  private func setURL(_ url: String) throws(TransportError) {
    guard !Self.hasControl(url), !url.utf8.contains(0x20) else { throw .badURL }
    try set(CURLOPT_URL, url)
    // Rather wait for a connection that carries many requests than open another; over plain HTTP there is none such.
    try set(CURLOPT_PIPEWAIT, url.hasPrefix("http:") ? 0 : 1)
  }

  /// libcurl does not copy the list: it stays until a request has other headers.
  private func setHeaders(_ lines: [String]) throws(TransportError) {
    guard !lines.contains(where: Self.hasControl) else { throw Self.controlCharacter }
    unsafe curl_slist_free_all(headers)
    unsafe headers = nil
    // An empty Expect keeps libcurl from waiting for 100-continue on large bodies.
    for line in lines + ["Expect:"] {
      guard let longer = unsafe curl_slist_append(headers, line) else { throw Self.outOfMemory }
      unsafe headers = longer
    }
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers))
  }

  private func setMethod(_ wanted: Settings) throws(TransportError) {
    guard !Self.hasControl(wanted.method) else { throw Self.controlCharacter }
    try set(wanted.hasBody ? CURLOPT_POST : CURLOPT_HTTPGET, 1)
    let isImplied = wanted.method == (wanted.hasBody ? "POST" : "GET")
    try unsafe check(tb_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, isImplied ? nil : wanted.method))
  }

  /// libcurl does not copy the bytes: they stay where they are until the next request's.
  private func setBody(_ bytes: [UInt8]) throws(TransportError) {
    // No bytes have an address too: to libcurl no address is a body that is read from a file.
    if unsafe body.count < max(1, bytes.count) {
      unsafe body.deallocate()
      unsafe body = .allocate(byteCount: max(1, bytes.count), alignment: 1)
    }
    unsafe body.copyBytes(from: bytes)
    try unsafe check(tb_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
    try unsafe check(tb_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress))
  }

  /// A line break in a header would let its value write headers of its own, and a zero byte would cut a text short.
  private static func hasControl(_ text: String) -> Bool {
    text.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }
  }

  private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
    try unsafe check(tb_curl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
    try unsafe check(tb_curl_set_text(handle, option, value))
  }

  /// The one place where a refused option becomes an error.
  private func check(_ code: CURLcode) throws(TransportError) {
    guard code != CURLE_OK else { return }
    throw .other(code: TransportError.badArgument, words: unsafe String(cString: curl_easy_strerror(code)))
  }

  private static let controlCharacter = TransportError.other(
    code: TransportError.badArgument, words: "a header holds a control character")
  private static let outOfMemory = TransportError.other(
    code: Int(CURLE_OUT_OF_MEMORY.rawValue), words: "out of memory")
}

// MARK: - Errors

extension CurlTransfer {
  private func error(_ code: CURLcode) -> TransportError {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: hasSent ? .timedOut : .couldNotConnect
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .couldNotResolve
    case CURLE_COULDNT_CONNECT: .couldNotConnect
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      .connectionLost
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      .certificate(certificateFault)
    case CURLE_WRITE_ERROR where sink.isOverfull, CURLE_FILESIZE_EXCEEDED: .answerTooLarge
    case CURLE_URL_MALFORMAT: .badURL
    // libcurl says the same of an answer that is no HTTP.
    case CURLE_UNSUPPORTED_PROTOCOL where !hasSent: .protocolRefused
    default: .other(code: Int(code.rawValue), words: words(code))
    }
  }

  /// Whether any byte of the request was handed to the connection.
  private var hasSent: Bool {
    var size = 0
    return unsafe tb_curl_request_size(handle, &size) != CURLE_OK || size > 0
  }

  /// OpenSSL's verdict on the chain; the host's name libcurl compares itself, when the chain held.
  private var certificateFault: CertificateFault {
    var verdict = 0
    unsafe tb_curl_verify_result(handle, &verdict)
    let words = words(CURLE_PEER_FAILED_VERIFICATION)
    if words.contains("target host name") { return .wrongHost(words) }
    switch verdict {
    case 10: return .expired(words)
    case 18, 19, 20, 21: return .untrusted(words)
    case 62, 64: return .wrongHost(words)
    default: return .other(words)
    }
  }

  /// What libcurl noted of this very transfer, or else what the code means.
  private func words(_ code: CURLcode) -> String {
    let noted = unsafe String(cString: complaint)
    return noted.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : noted
  }
}

/// libcurl as a whole.
enum CurlLibrary {
  /// Whether it is set up. That must come before the first handle and is done once.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)) == CURLE_OK
}
