import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// The catalogue file: what is right, what is wrong, and what people are told.
@Suite("Catalogue")
struct CatalogTests {
  private let scratch = ScratchFolder()

  static let folder = Fixtures.folder.appending(path: "catalogues")
  static let builtIn = Fixtures.root.appending(path: "Sources/Bridge/Resources/catalog.yaml")

  static func files(_ kind: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }

  @Test("Everything wrong in a file is said at its place, with what to write", arguments: files("bad"))
  func bad(_ name: String) throws {
    let file = Self.folder.appending(path: "bad/\(name)")
    let problems = try CatalogReport(file.path).problems
    let text = CatalogProblems(all: problems).text(file: name)
    let golden = file.deletingPathExtension().appendingPathExtension("txt")
    #expect(try Golden.expected(golden, actual: text) == text)
    #expect(!problems.isEmpty && problems.allSatisfy { !$0.remedy.isEmpty })
  }

  @Test("There are wrong files of every sort") func thereAreBadFiles() { #expect(Self.files("bad").count >= 24) }

  @Test("What the report says stops the start, all of it", arguments: files("bad"))
  func load(_ name: String) throws {
    let path = Self.folder.appending(path: "bad/\(name)").path
    let problems = try CatalogReport(path).problems
    #expect {
      try CatalogFile.load(path)
    } throws: { error in
      error is ConfigurationError && problems.allSatisfy { "\(error)".contains($0.text(file: path)) }
    }
  }

  @Test("Right files are taken", arguments: files("good"))
  func good(_ name: String) throws {
    #expect(try CatalogReport(Self.folder.appending(path: "good/\(name)").path).problems == [])
  }

  @Test("A file without the newer keys has their defaults")
  func defaults() throws {
    let catalog = try CatalogFile.load(Self.folder.appending(path: "good/minimal.yaml").path)
    #expect(catalog.policies == Policies())
    #expect(catalog.plans.map(\.isLegacy) == [false, false] && catalog.plans.allSatisfy(\.features.isEmpty))
    #expect(catalog.regions.isEmpty && catalog.offers.isEmpty && catalog.features.isEmpty)
  }

  @Test("Every key reaches the value that it is for")
  func full() throws {
    let catalog = try CatalogFile.load(Self.folder.appending(path: "good/full.yaml").path)
    #expect(catalog.policies.refundRequests == .init(withinHours: 24, creditsUsedBelow: 500, interval: nil))
    #expect(
      catalog.policies.oneTimePackages == .init(yearlySubscribers: false, plans: ["micro"], accountAgeDays: nil))
    #expect(catalog.policies.autoReload == .init(thresholdMin: 1, thresholdMax: 100, thresholdDefault: 50))
    #expect(catalog.policies.shortfall == .init(forgiveUpTo: 10, forgiveRequestedRefundUpTo: 20))
    #expect(catalog.feature("tasks")?.kind == .lease(seconds: 600))
    let micro = try #require(catalog.plan("micro"))
    #expect(micro.isPopular && micro.badge == "Most picked" && micro.highlights.count == 2)
    #expect(micro.features["portrait_models"] == .unlimited && micro.features["images"] == .text("500"))
    #expect(catalog.plan("starter")?.isLegacy == true && catalog.package("micro")?.expiresAfterDays == 365)
    #expect(catalog.plan("micro", in: "eu")?.refill.amount == 4500 && catalog.plan("nano", in: "eu")?.cap == 700)
  }

  @Test("A regional price buys the credits of its region, an inherited one the catalogue's")
  func regions() throws {
    let catalog = try CatalogFile.load(Self.folder.appending(path: "good/full.yaml").path)
    let reference = { PriceReference(price: nil, product: nil, lookupKey: $0, interval: nil) }
    #expect(catalog.price(reference("micro_month_eu"))?.plan.refill.amount == 4500)
    #expect(catalog.price(reference("micro_month"))?.plan.refill.amount == 5000)
    #expect(catalog.package(reference("package_micro_eu"))?.credits == 4500)
  }

  @Test("An offer holds from its first moment to before its last, in its region")
  func offers() throws {
    let catalog = try CatalogFile.load(Self.folder.appending(path: "good/full.yaml").path)
    let spring = try #require(catalog.offers.last)
    let (begin, end) = try (#require(Instant("2026-03-01")), #require(Instant("2026-03-31T22:00:00Z")))
    #expect(spring.holds(at: begin, in: "eu") && spring.holds(at: end.adding(seconds: -1), in: "eu"))
    #expect(!spring.holds(at: end, in: "eu") && !spring.holds(at: begin.adding(seconds: -1), in: "eu"))
    #expect(!spring.holds(at: begin, in: "in") && !spring.holds(at: begin, in: nil))
    #expect(spring.applied(to: Money(amount: 1400, currency: "eur")) == Money(amount: 1000, currency: "eur"))
  }

  @Test("The commented region and offers of the example are right when they are let in")
  func commentedExamples() throws {
    let text = try String(contentsOf: Self.builtIn, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("#") && (!line.hasPrefix("# ") || line.hasPrefix("#  ")) ? line.dropFirst() : line
    }
    let catalog = try CatalogFile.parse(lines.joined(separator: "\n"))
    #expect(catalog.regions.map(\.key) == ["eu"] && catalog.offers.map(\.key) == ["first_month", "new_year"])
  }

  @Test("A file of more than a MiB is not read")
  func tooLarge() throws {
    let text = try String(contentsOf: Self.builtIn, encoding: .utf8) + String(repeating: "# more\n", count: 160_000)
    #expect(throws: CatalogProblems.self) { try CatalogFile.parse(text) }
    let path = scratch.newPath("yaml")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try CatalogReport(path).problems.map(\.problem) == ["the file is larger than 1 MiB"])
  }

  @Test("Depth cannot break the parser, in any form", arguments: ["[", "{a: ", "- ", "? ", "[\n", " [\n"])
  func depth(_ opening: String) {
    #expect(throws: CatalogProblems.self) { try CatalogFile.parse(String(repeating: opening, count: 100_000)) }
  }

  @Test("Whatever line of a file is missing, torn or doubled, an answer comes, and it has a place")
  func torn() throws {
    let file = Self.folder.appending(path: "good/full.yaml")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices {
      for replacement in [[], [lines[index].dropLast(3)], [lines[index], lines[index]]] as [[Substring]] {
        let text = (lines[..<index] + replacement + lines[(index + 1)...]).joined(separator: "\n")
        do { _ = try CatalogFile.parse(text) } catch {
          #expect(error.all.allSatisfy { (1...lines.count + 2).contains($0.line) && $0.column > 0 })
        }
      }
    }
  }
}
