import Foundation
import Native
import TestSupport
import Testing

@Suite("Certificates")
struct CertificateTests {
  private static let certificates: Result<TestCertificates, any Error> = Result { try TestCertificates() }

  private func send(
    to leaf: TestCertificates.Leaf, trusting root: Bool = true, host: String = "127.0.0.1"
  ) async throws -> Result<Int, TransportError> {
    let certificates = try Self.certificates.get()
    let server = try certificates.server(leaf)
    let transport = CurlTransport(TransportConfiguration(certificateFile: root ? certificates.root.path : nil))
    let request = TransportRequest(
      method: "GET", url: server.url("/status/200", host: host, scheme: "https"), headers: [], body: nil,
      timeoutMilliseconds: 10_000)
    defer { withExtendedLifetime(server) {} }
    do throws(TransportError) { return .success(try await transport.send(request).status) } catch {
      return .failure(error)
    }
  }

  @Test("A certificate for this host from somebody that is trusted is taken")
  func good() async throws { #expect(try await send(to: .good) == .success(200)) }

  @Test("Each bad certificate is refused in words that say what is wrong, before anything was sent")
  func bad() async throws {
    let cases: [(leaf: TestCertificates.Leaf, trustsRoot: Bool, words: String)] = [
      (.expired, true, "has expired"), (.otherHost, true, "is for another host"),
      (.selfSigned, true, "comes from nobody that is trusted"), (.good, false, "comes from nobody that is trusted"),
    ]
    for (leaf, trustsRoot, words) in cases {
      guard case .failure(let error) = try await send(to: leaf, trusting: trustsRoot) else {
        Issue.record("\(leaf) was taken")
        continue
      }
      #expect(error.description.contains(words), "\(leaf): \(error)")
      #expect(error.certainlyNotSent)
    }
  }

  @Test("The kinds of fault can be told apart without their words")
  func kinds() async throws {
    guard case .failure(.certificate(.expired)) = try await send(to: .expired) else {
      Issue.record("expired")
      return
    }
    guard case .failure(.certificate(.wrongHost)) = try await send(to: .otherHost) else {
      Issue.record("other host")
      return
    }
    guard case .failure(.certificate(.wrongHost)) = try await send(to: .good, host: "localhost") else {
      Issue.record("the address is in the certificate, the name is not")
      return
    }
    guard case .failure(.certificate(.untrusted)) = try await send(to: .selfSigned) else {
      Issue.record("self-signed")
      return
    }
  }

  @Test(
    "Over TLS many requests share one HTTP/2 connection",
    .enabled(if: TestCertificates.hasNode, "Node.js is not there to speak HTTP/2"))
  func http2() async throws {
    let certificates = try Self.certificates.get()
    let server = try certificates.http2Server()
    defer { withExtendedLifetime(server) {} }
    let transport = CurlTransport(TransportConfiguration(certificateFile: certificates.root.path))
    let request = TransportRequest(
      method: "GET", url: server.url("/", scheme: "https"), headers: [], body: nil, timeoutMilliseconds: 10_000)
    let answers = try await withThrowingTaskGroup(of: TransportAnswer.self) { group in
      for _ in 0..<50 { group.addTask { try await transport.send(request) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 200 && $0.body == Array("2.0".utf8) })
    #expect(Set(answers.map { $0.header("x-connections") }) == ["1"])
  }
}
