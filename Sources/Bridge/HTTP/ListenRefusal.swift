internal import Glibc
internal import NIOCore

/// Why nobody can listen at an address, and what to do about it.
struct ListenRefusal: CustomStringConvertible {
  let description: String

  /// Nil for an error that is about something else.
  init?(_ error: any Error, host: String, port: Int) {
    switch error {
    case let error as IOError: self.init(errno: error.errnoCode, host: host, port: port)
    case is SocketAddressError, is SocketAddressError.UnknownHost:
      self.init("HOST is no address that can be found; set it to one of this machine", host, port)
    default: return nil
    }
  }

  init(errno code: Int32, host: String, port: Int) {
    switch code {
    case EADDRINUSE: self.init("another program listens there already; stop it, or set PORT to a free one", host, port)
    case EACCES: self.init("this user may not listen there; set PORT to 1024 or higher", host, port)
    case EADDRNOTAVAIL:
      self.init("this machine has no such address; set HOST to one that it has, or to 0.0.0.0", host, port)
    default: self.init("the system refuses it (errno \(code))", host, port)
    }
  }

  private init(_ why: String, _ host: String, _ port: Int) {
    description = "HOST and PORT: nobody can listen on \(host):\(port): \(why)."
  }
}
