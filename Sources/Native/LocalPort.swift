internal import Glibc

/// Ports of this machine.
package enum LocalPort {
  /// Whether somebody listens on a port of 127.0.0.1, or it cannot be had for another reason.
  package static func isTaken(_ port: Int) -> Bool {
    guard let number = UInt16(exactly: port) else { return true }
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return true }
    defer { close(socket) }
    var reuse: Int32 = 1
    unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = number.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return bound != 0
  }
}
