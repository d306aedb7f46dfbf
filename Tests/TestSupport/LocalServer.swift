package import Foundation

/// A server on this machine for one suite, from `Tests/Faults`. It ends with the value, and with this process.
package final class LocalServer: Sendable {
  package let port: Int
  /// It reads this pipe to its end, which comes when nobody holds the other side.
  private let lifeline: FileHandle

  /// - Parameter tls: a certificate and its key, both PEM files; nil speaks plain HTTP.
  package convenience init(tls: (certificate: URL, key: URL)? = nil) throws {
    let script = Fixtures.root.appending(path: "Tests/Faults/local_server.py").path
    try self.init(["python3", script] + (tls.map { ["--tls", $0.certificate.path, $0.key.path] } ?? []))
  }

  /// Runs a program that prints its port and ends when its input does.
  package init(_ words: [String]) throws {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    lifeline = input.fileHandleForWriting
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.executableLoad)
    }
    self.port = port
  }

  deinit { try? lifeline.close() }

  package func url(_ path: String, host: String = "127.0.0.1", scheme: String = "http") -> String {
    "\(scheme)://\(host):\(port)\(path)"
  }
}

/// Certificates for one run of the tests, made by the `openssl` command in a temporary folder.
package struct TestCertificates: Sendable {
  package enum Leaf: String, CaseIterable, Sendable { case good, otherHost, expired, selfSigned }

  package let folder: URL

  package var root: URL { folder.appending(path: "root.pem") }

  package init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tollbridge-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    try openssl("req -x509 \(curve) -keyout root.key -out root.pem -subj /CN=root -days 2")
    for leaf in Leaf.allCases {
      let host = leaf == .otherHost ? "DNS:other.example" : "IP:127.0.0.1"
      let name = leaf.rawValue
      if leaf == .selfSigned {
        try openssl(
          "req -x509 \(curve) -keyout \(name).key -out \(name).pem -subj /CN=\(name) -days 2 -addext subjectAltName=\(host)"
        )
        continue
      }
      try "subjectAltName=\(host)\n".write(to: folder.appending(path: "\(name).ext"), atomically: true, encoding: .utf8)
      try openssl("req -new \(curve) -keyout \(name).key -out \(name).csr -subj /CN=\(name)")
      try openssl(
        "x509 -req -in \(name).csr -CA root.pem -CAkey root.key -CAcreateserial -out \(name).pem "
          + "-extfile \(name).ext -days \(leaf == .expired ? "-1" : "2")")
    }
  }

  package func server(_ leaf: Leaf) throws -> LocalServer {
    try LocalServer(
      tls: (folder.appending(path: "\(leaf.rawValue).pem"), folder.appending(path: "\(leaf.rawValue).key")))
  }

  /// A server that speaks HTTP/2, by Node.js.
  package func http2Server() throws -> LocalServer {
    let script = Fixtures.root.appending(path: "Tests/Faults/http2_server.js").path
    return try LocalServer(["node", script] + ["good.pem", "good.key"].map { folder.appending(path: $0).path })
  }

  package static let hasNode = ["/usr/bin/node", "/usr/local/bin/node"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func openssl(_ words: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + words.split(separator: " ").map(String.init)
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableRuntimeMismatch) }
  }
}
