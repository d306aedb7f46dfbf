internal import CCurl
internal import Synchronization

/// Which addresses a transport may connect to. It looks at the very address that a socket is opened for, so that it
/// does not matter what a name resolved to before, or resolves to in the next moment.
///
/// Unchecked, because of what libcurl is handed: it is written once, before anybody reads it.
@safe package final class AddressGate: @unchecked Sendable {
  private let allowsPublic: Bool
  private let allowed: [AddressRange]
  private let refused = Mutex<IPAddress?>(nil)
  /// What libcurl asks by.
  private let handed: UnsafeMutablePointer<tb_curl_gate>

  /// - Parameters:
  ///   - allowsPublic: whether every address of the internet may be connected to.
  ///   - allowed: what may be connected to beside those.
  package init(allowsPublic: Bool = true, allowed: [AddressRange] = []) {
    self.allowsPublic = allowsPublic
    self.allowed = allowed
    unsafe handed = .allocate(capacity: 1)
    let itself = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe handed.initialize(to: tb_curl_gate(admits: Self.asked, context: itself))
  }

  deinit { unsafe handed.deallocate() }

  package func admits(_ address: IPAddress) -> Bool {
    if allowsPublic, address.isPublic { return true }
    let meant = [address] + (address.embedded.map { [$0] } ?? [])
    return allowed.contains { range in meant.contains(where: range.contains) }
  }

  /// The address that was refused last, told once.
  package func takeRefused() -> IPAddress? {
    refused.withLock { refused in
      defer { refused = nil }
      return refused
    }
  }

  /// Lets a handle open no socket but by this gate, which must live as long as the handle is used.
  func stand(before handle: UnsafeMutableRawPointer) throws(TransportError) {
    guard unsafe tb_curl_set_gate(handle, handed) == CURLE_OK else {
      throw .other(code: TransportError.badArgument, words: "libcurl takes no gate")
    }
  }

  private static let asked: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int) -> Bool = {
    context, bytes, count in
    guard let context = unsafe context, let bytes = unsafe bytes else { return false }
    let gate = unsafe Unmanaged<AddressGate>.fromOpaque(context).takeUnretainedValue()
    let address = unsafe IPAddress(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
    guard let address else { return false }
    let isAdmitted = gate.admits(address)
    if !isAdmitted { gate.refused.withLock { $0 = address } }
    return isAdmitted
  }
}
