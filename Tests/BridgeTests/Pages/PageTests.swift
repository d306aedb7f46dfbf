import Billing
import Foundation
import NIOCore
import NIOHTTP1
import Store
import Testing

@testable import Bridge

@Suite("Pages")
struct PageTests {
  /// What came back, as a browser reads it.
  struct Reply {
    let status: Int
    let head: String
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }

    func field(_ name: String) -> String? {
      head.components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") }.map {
        String($0.dropFirst(name.count + 2))
      }
    }
  }

  private func service(hasConsole: Bool = true, catalog: Catalog? = nil) throws -> PageService {
    let store = try SQLiteStore(path: nil)
    let ledgers = Ledgers(store: store, catalog: try catalog ?? CatalogFile.load(nil))
    return try PageService(
      ledgers, origins: try Origins("https://app.example"), hasConsole: hasConsole,
      moment: { Instant(seconds: 1_790_000_000) ?? .latest })
  }

  private func get(
    _ path: String, _ fields: [(String, String)] = [], method: HTTPMethod = .GET, from service: PageService
  ) async -> Reply? {
    let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: HTTPHeaders(fields))
    guard let destination = service.destination(for: head) else { return nil }
    let answer = await withCheckedContinuation { continuation in
      destination.take(WholeRequest(head: head, body: [])) { continuation.resume(returning: $0) }
    }
    let bytes = Array(answer.bytes(date: "now", closes: false, hasBody: true).readableBytesView)
    let split = bytes.indices.dropLast(3).first { Array(bytes[$0...($0 + 3)]) == [13, 10, 13, 10] } ?? bytes.count
    let raw = String(decoding: bytes[..<split], as: UTF8.self)
    return Reply(status: Int(raw.split(separator: " ")[1]) ?? 0, head: raw, body: Array(bytes[(split + 4)...]))
  }

  @Test("Every file that a page names is there, with its type, for everybody")
  func files() async throws {
    let service = try service()
    for page in ["/ui/plans", "/ui/account", "/ui/result", "/admin"] {
      let text = try #require(await get(page, from: service)).text
      let names = text.matches(of: /(?:href|src)="([\w.\/]+\.(?:js|css))"/).map { String($0.1) }
      #expect(!names.isEmpty)
      for name in names {
        let path = page == "/admin" ? "/\(name)" : "/ui/\(name)"
        let file = try #require(await get(path, from: service), "\(path)")
        #expect(file.status == 200 && !file.body.isEmpty)
        #expect(
          file.field("Content-Type")
            == (name.hasSuffix("js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8"))
        #expect(file.field("Access-Control-Allow-Origin") == "*" && file.field("X-Content-Type-Options") == "nosniff")
      }
    }
  }

  @Test("Every script that a script imports is there")
  func imports() async throws {
    let service = try service()
    for folder in ["/ui/tollbridge.js", "/admin/console.js"] {
      var (waiting, seen) = ([folder], Set<String>())
      while let path = waiting.popLast() {
        guard seen.insert(path).inserted else { continue }
        let text = try #require(await get(path, from: service), "\(path)").text
        for name in text.matches(of: /from "(\.[\w.\/]+)"/).map({ String($0.1) }) {
          let base = path.split(separator: "/").dropLast().joined(separator: "/")
          waiting.append(name.hasPrefix("../") ? "/" + name.dropFirst(3) : "/\(base)/\(name.dropFirst(2))")
        }
      }
      #expect(seen.count > 2)
    }
  }

  @Test("What a browser has is not sent again, and what it takes compressed is")
  func sparing() async throws {
    let service = try service()
    let plain = try #require(await get("/ui/plans.js", from: service))
    let tag = try #require(plain.field("ETag"))
    let same = try #require(await get("/ui/plans.js", [("If-None-Match", tag)], from: service))
    #expect(same.status == 304 && same.body.isEmpty && same.field("ETag") == tag && same.field("Content-Length") == nil)
    for asked in ["*", "\"x\", \(tag)", String(tag.dropFirst(2))] {
      #expect(await get("/ui/plans.js", [("If-None-Match", asked)], from: service)?.status == 304, "\(asked)")
    }
    #expect(await get("/ui/plans.js", [("If-None-Match", "\"other\"")], from: service)?.status == 200)
    for (asked, isPacked) in [
      ("gzip", true), ("br, gzip;q=0.8", true), ("GZIP", true), ("gzip;q=0", false),
      ("gzip;q=0.000", false), ("br", false), ("identity", false),
    ] {
      for path in ["/ui/plans.js", "/ui/plans"] {
        let reply = try #require(await get(path, [("Accept-Encoding", asked)], from: service))
        #expect((reply.field("Content-Encoding") == "gzip") == isPacked, "\(asked) \(path)")
        #expect(reply.body.starts(with: [0x1F, 0x8B]) == isPacked)
        #expect(reply.field("Vary")?.contains("Accept-Encoding") == true)
      }
    }
  }

  @Test("A page runs nothing of its own and nothing from elsewhere, and nobody frames it")
  func policy() async throws {
    let service = try service()
    for path in ["/ui/plans", "/ui/account", "/ui/result", "/admin"] {
      let page = try #require(await get(path, from: service))
      let policy = try #require(page.field("Content-Security-Policy"))
      #expect(
        policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';") && !policy.contains("unsafe"))
      #expect(policy.contains("frame-ancestors 'none'") && page.field("Referrer-Policy") == "no-referrer")
      #expect(page.field("Cache-Control") == "no-store")
      for word in [" style=", "<style", "javascript:", "http:"] {
        #expect(!page.text.contains(word), "\(path) \(word)")
      }
      #expect(page.text.matches(of: /<script(?![^>]*src=)/).isEmpty && page.text.matches(of: /\son\w+=/).isEmpty)
    }
  }

  @Test("Plans are readable without a script, in the language that is asked for")
  func readable() async throws {
    let service = try service()
    let english = try #require(await get("/ui/plans", from: service)).text
    for words in [
      "<html lang=\"en\" dir=\"ltr\">", "Make your choice", "$40/mo", "$16/mo", "billed $192/yr",
      "20,000 credits / month",
      "8 portrait models", "Compare plans and features", "Unlimited",
    ] { #expect(english.contains(words), "\(words)") }
    let german = try #require(await get("/ui/plans", [("Accept-Language", "de-CH, en;q=0.5")], from: service)).text
    #expect(
      german.contains("<html lang=\"de\" dir=\"ltr\">") && german.contains("40\u{A0}$") && german.contains("20.000"))
    let arabic = try #require(await get("/ui/plans?lang=ar", [("Accept-Language", "de")], from: service)).text
    #expect(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"))
  }

  @Test("What the catalogue says is text, never markup")
  func escaped() async throws {
    let yaml = String(decoding: try CatalogFile.bytes(nil), as: UTF8.self)
      .replacingOccurrences(of: "name: Macro\n", with: "name: \"<img src=x onerror=alert(1)>\"\n")
    let page = try #require(await get("/ui/plans", from: try service(catalog: try CatalogFile.parse(yaml)))).text
    #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains("<img"))
  }

  @Test("There is no console where there is no operator key, and no page by another method or name")
  func absent() async throws {
    let without = try service(hasConsole: false)
    for path in ["/admin", "/admin/console.js"] { #expect(await get(path, from: without) == nil) }
    let service = try service()
    for path in ["/ui/none", "/ui/../admin", "/ui/", "/uix", "/admin/", "/admin/plans.js", "/ui/console.js"] {
      #expect(await get(path, from: service) == nil, "\(path)")
    }
    #expect(await get("/ui/plans", method: .POST, from: service) == nil)
    #expect(await get("/ui/plans", method: .HEAD, from: service)?.status == 200)
  }
}
