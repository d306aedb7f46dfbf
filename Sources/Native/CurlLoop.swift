internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread that an actor runs on, which waits for libcurl's sockets as well as for the actor's jobs.
///
/// libcurl wants a multi handle and all its easy handles to stay with one thread. That is an actor's isolation: here
/// they are the same thing, and the compiler keeps the rule.
///
/// Unchecked, because of the multi handle: `enqueue` uses it by `curl_multi_wakeup`, which libcurl allows from any
/// thread; everything else touches it on the loop's own thread alone, and there is at most one.
@safe final class CurlLoop: SerialExecutor, @unchecked Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    var canceled: [UInt64] = []
    var thread: pthread_t?
    /// Whether the thread waits for its sockets and must be woken up.
    var isAsleep = false
    var isClosed = false
    var turn: Turn?
  }

  /// What is done after the jobs of each round. It says for how many milliseconds there will be nothing to do unless a
  /// socket or a job comes.
  typealias Turn = @Sendable () -> Int

  /// The longest wait in milliseconds; libcurl shortens it to its own next deadline.
  static let pauseMillisecondsMax = 10_000

  private let state = Mutex(State())
  private let multi: UnsafeMutableRawPointer?

  init(connectionsMax: Int) {
    unsafe multi = CurlLibrary.isReady ? curl_multi_init() : nil
    guard let multi = unsafe multi else { return }
    unsafe tb_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, connectionsMax))
    unsafe tb_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, connectionsMax))
  }

  deinit { unsafe curl_multi_cleanup(multi) }

  /// Sets what is done in each round. Before the first job.
  func setTurn(_ turn: @escaping Turn) { state.withLock { $0.turn = turn } }

  /// Lets the thread end when its jobs are done. A job that comes later gets a thread for as long as it takes.
  func close() {
    let isAsleep = state.withLock { state in
      state.isClosed = true
      return state.isAsleep
    }
    if isAsleep { unsafe curl_multi_wakeup(multi) }
  }

  /// Notes that a transfer is wanted no more. From any thread, and without a task that would have to find one.
  func cancel(_ token: UInt64) {
    let isAsleep = state.withLock { state in
      state.canceled.append(token)
      defer { state.isAsleep = false }
      return state.isAsleep
    }
    if isAsleep { unsafe curl_multi_wakeup(multi) }
  }

  /// What `cancel` noted since the last look.
  func takeCanceled() -> [UInt64] {
    state.withLock { state in
      defer { if !state.canceled.isEmpty { state.canceled = [] } }
      return state.canceled
    }
  }

  // MARK: The executor

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let (isAsleep, hasThread) = state.withLock { state in
      state.jobs.append(job)
      defer { state.isAsleep = false }
      return (state.isAsleep, state.thread != nil || startThread(&state))
    }
    precondition(hasThread, "The system gives no thread")
    if isAsleep { unsafe curl_multi_wakeup(multi) }
  }

  func checkIsolated() { precondition(isOnThread, "This is not the transport's thread") }

  private var isOnThread: Bool { state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false } }

  // MARK: The thread

  private func startThread(_ state: inout State) -> Bool {
    let body = unsafe Unmanaged.passRetained(self)
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      unsafe body.release()
      return false
    }
    pthread_detach(thread)
    state.thread = thread
    return true
  }

  private func run() {
    while let (jobs, turn) = takeJobs() {
      for job in jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      pauseUnlessThereAreJobs(milliseconds: turn?() ?? 0)
    }
  }

  /// Nil when the thread is to end, which nothing can come between: the next job finds no thread and starts one.
  private func takeJobs() -> (jobs: [UnownedJob], turn: Turn?)? {
    state.withLock { state in
      if state.jobs.isEmpty, state.isClosed {
        state.thread = nil
        return nil
      }
      defer { state.jobs = [] }
      return (state.jobs, state.turn)
    }
  }

  private func pauseUnlessThereAreJobs(milliseconds: Int) {
    let mayPause = state.withLock { state in
      state.isAsleep = state.jobs.isEmpty && state.canceled.isEmpty && !state.isClosed
      return state.isAsleep
    }
    guard mayPause else { return }
    unsafe curl_multi_poll(multi, nil, 0, Int32(min(max(0, milliseconds), Self.pauseMillisecondsMax)), nil)
    state.withLock { $0.isAsleep = false }
  }
}

// MARK: - libcurl, for the actor

extension CurlLoop {
  /// Begins a transfer.
  func add(_ transfer: CurlTransfer) throws(TransportError) {
    guard let multi = unsafe multi, unsafe curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
      throw .other(code: Int(CURLE_FAILED_INIT.rawValue), words: "libcurl takes no transfer")
    }
  }

  /// Ends a transfer, whether it is done or not.
  func remove(_ transfer: CurlTransfer) { unsafe curl_multi_remove_handle(multi, transfer.handle) }

  /// Reads and writes what can be read and written without waiting.
  func perform() {
    var runningCount: Int32 = 0
    unsafe curl_multi_perform(multi, &runningCount)
  }

  /// The next transfer that ended since the last look, by its token; nil when there is none.
  func nextEnded() -> (token: UInt64, code: CURLcode)? {
    var token: UInt = 0
    var code = CURLE_OK
    guard unsafe tb_curl_multi_next(multi, &token, &code) else { return nil }
    return (UInt64(token), code)
  }
}
