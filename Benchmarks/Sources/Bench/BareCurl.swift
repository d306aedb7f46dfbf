import CCurl
import Foundation
import Synchronization

/// libcurl as it is: so many threads, each with one easy handle that is set up once and performs again and again.
struct BareCurl {
  private let call: TransportCall
  private let concurrency: Int
  private let seconds: Double

  init(_ call: TransportCall, _ concurrency: Int, seconds: Double) {
    self.call = call
    self.concurrency = concurrency
    self.seconds = seconds
  }

  func run() throws -> CallFigures {
    let cpuBefore = CallFigures.cpuSeconds()
    let stopwatch = Stopwatch()
    let tally = Tally()
    for _ in 0..<concurrency {
      let (url, seconds) = (call.url, seconds)
      Thread.detachNewThread {
        tally.add(Self.perform(url, until: stopwatch, seconds))
      }
    }
    let calls = try tally.wait(for: concurrency)
    let elapsed = stopwatch.seconds
    return CallFigures(calls: calls, seconds: elapsed, cpuSeconds: CallFigures.cpuSeconds() - cpuBefore)
  }

  /// The calls that one thread made; -1 when one failed.
  private static func perform(_ url: String, until stopwatch: Stopwatch, _ seconds: Double) -> Int {
    guard let handle = curl_easy_init() else { return -1 }
    defer { curl_easy_cleanup(handle) }
    var headers: UnsafeMutablePointer<curl_slist>?
    for line in TransportCall.headers + ["Expect:"] { headers = curl_slist_append(headers, line) }
    defer { curl_slist_free_all(headers) }
    var body = TransportCall.body
    return body.withUnsafeMutableBytes { bytes in
      _ = tb_curl_set_text(handle, CURLOPT_URL, url)
      _ = tb_curl_set_text(handle, CURLOPT_PROXY, "")
      _ = tb_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
      _ = tb_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
      _ = tb_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      _ = tb_curl_set_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress)
      _ = tb_curl_set_writer(handle, { _, size, count, _ in size * count })
      var count = 0
      while stopwatch.seconds < seconds {
        var status = 0
        guard curl_easy_perform(handle) == CURLE_OK, tb_curl_response_code(handle, &status) == CURLE_OK, status == 200
        else { return -1 }
        count += 1
      }
      return count
    }
  }
}

/// What the threads counted.
private final class Tally: Sendable {
  private let counts = Mutex<[Int]>([])
  private let done = DispatchSemaphore(value: 0)

  func add(_ count: Int) {
    counts.withLock { $0.append(count) }
    done.signal()
  }

  /// The sum, once every thread has told its count.
  func wait(for threads: Int) throws -> Int {
    for _ in 0..<threads { done.wait() }
    return try counts.withLock { counts in
      guard !counts.contains(-1) else { throw BenchError("a bare call failed") }
      return counts.reduce(0, +)
    }
  }
}
