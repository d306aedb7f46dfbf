internal import NIOHTTP1

/// Where a request goes: chosen by its head, told the request once it is whole.
struct Destination: Sendable {
  /// The largest body that is read, in bytes.
  let bodyBytesMax: Int
  /// What is said of a larger one.
  let tooLarge: Problem
  /// Told of a request that was refused before it was whole.
  var refused: @Sendable (Problem) -> Void = { _ in }
  /// Answers once, on any thread.
  let take: @Sendable (WholeRequest, @escaping @Sendable (HTTPAnswer) -> Void) -> Void

  /// Finds where a request goes; nil leaves it to the layers behind.
  typealias Directory = @Sendable (HTTPRequestHead) -> Destination?
}

/// A request with all of its body.
struct WholeRequest: Sendable {
  let head: HTTPRequestHead
  let body: [UInt8]

  /// The value of a field that may be there once; nil where it is not, or several times.
  func field(_ name: String) -> String? {
    let values = head.headers[name]
    return values.count == 1 ? values[0] : nil
  }

  /// Every `Origin` that was sent; nil where none was.
  var origin: String? {
    let values = head.headers["Origin"]
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// What `Accept-Language` says; nil where it is not there.
  var languages: String? { head.headers.first(name: "Accept-Language") }

  /// The caller's own id of the request, else one of ours.
  var requestID: String { RequestIdentity.of(head.headers.first(name: RequestIdentity.name)) }
}

extension HTTPRequestHead {
  /// The target without scheme and authority, which a proxy's absolute form has (RFC 9112, section 3.2.2).
  var target: Substring {
    guard !uri.hasPrefix("/"), let scheme = uri.firstRange(of: "://") else { return uri[...] }
    let rest = uri[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }

  /// The target up to its query.
  var path: Substring { target[..<(queryMark ?? target.endIndex)] }

  /// What stands behind the question mark.
  var query: Substring { queryMark.map { target[$0...].dropFirst() } ?? "" }

  private var queryMark: Substring.Index? { target.utf8.firstIndex(of: UInt8(ascii: "?")) }
}
