import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// The JSON Schema and the reader say the same.
@Suite("Catalogue schema")
struct CatalogSchemaTests {
  struct Schema: Decodable {
    struct Definition: Decodable {
      let description: String?
      let properties: [String: Property]?
      let required: [String]?
      let additionalProperties: Bool?
    }

    /// What this suite looks at of a property.
    struct Property: Decodable {
      let words: [String]

      init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        words = (try fields.decodeIfPresent([String?].self, forKey: .enum) ?? []).compactMap { $0 }
      }

      private enum CodingKeys: String, CodingKey { case `enum` }
    }

    let properties: [String: Property]
    let required: [String]
    let additionalProperties: Bool
    let definitions: [String: Definition]

    private enum CodingKeys: String, CodingKey {
      case properties, required, additionalProperties
      case definitions = "$defs"
    }
  }

  static let scalars: Set<String> = ["key", "currency", "moment"]

  private func schema() throws -> Schema {
    try JSONDecoder().decode(Schema.self, from: Data(CatalogFile.schema.utf8))
  }

  private func properties(_ definition: String, _ schema: Schema) throws -> [String: Schema.Property] {
    guard definition != CatalogKey.definition else { return schema.properties }
    return try #require(schema.definitions[definition]?.properties, "\(definition)")
  }

  @Test("Every mapping has the same keys in both")
  func keys() throws {
    let schema = try schema()
    for shape in CatalogShape.all {
      #expect(try Set(properties(shape.definition, schema).keys) == Set(shape.words), "\(shape.definition)")
    }
    let mappings = Set(CatalogShape.all.map { $0.definition }).subtracting([CatalogKey.definition])
    #expect(Set(schema.definitions.keys) == mappings.union(Self.scalars))
  }

  @Test("No mapping takes other keys, and each is described")
  func closed() throws {
    let schema = try schema()
    #expect(schema.additionalProperties == false)
    for (name, definition) in schema.definitions where !Self.scalars.contains(name) {
      #expect(definition.additionalProperties == false && definition.description != nil, "\(name)")
    }
  }

  @Test("A key that the schema requires is missed by the reader, and no other")
  func required() throws {
    let schema = try schema()
    let expected = Set(schema.required + schema.definitions.values.flatMap { $0.required ?? [] })
    let empty = """
      policies: { refund_requests: {}, one_time_packages: {}, auto_reload: {}, shortfall: {} }
      features: [{}]
      comparison: [{}]
      actions: [{}]
      plans: [{ refill: {}, prices: [{}], former: [{}] }, {}]
      packages: [{ prices: [{}], former: [{}] }, {}]
      regions: [{ plans: { a: { prices: [{}] } }, packages: { b: { prices: [{}] } } }]
      offers: [{}, { price: {} }]
      """
    let missed = try missing(empty).union(missing("features: []"))
    // One of percent_off and price is required; the schema says it by oneOf.
    #expect(missed.subtracting(["percent_off"]) == expected)
  }

  private func missing(_ yaml: String) throws -> Set<String> {
    do { _ = try CatalogFile.parse(yaml) } catch {
      let keys = error.all.filter { $0.problem.hasSuffix(" is missing") }.map {
        $0.path.split(separator: ".").last ?? ""
      }
      return Set(keys.map(String.init))
    }
    return []
  }

  @Test(
    "Words to choose from are the same in both",
    arguments: [
      ("policies", "grant_on_zero", Policies.GrantOnZero.allCases.map(\.rawValue)),
      ("policies", "end_of_subscription", Policies.EndOfSubscription.allCases.map(\.rawValue)),
      ("policies", "second_subscription", Policies.SecondSubscription.allCases.map(\.rawValue)),
      ("refund_requests", "interval", CatalogReader.ChargeInterval.allCases.map(\.rawValue)),
      ("feature", "kind", CatalogReader.KindWord.allCases.map(\.rawValue)),
      ("feature", "guidance", GuidanceCode.allCases.map(\.rawValue)),
      ("refill", "unit", RefillUnit.allCases.map(\.rawValue)),
      ("plan_price", "interval", BillingInterval.allCases.map(\.rawValue)),
      ("offer", "interval", BillingInterval.allCases.map(\.rawValue)),
      ("offer", "condition", Offer.Condition.allCases.map(\.rawValue)),
    ])
  func words(_ definition: String, _ key: String, _ words: [String]) throws {
    #expect(try properties(definition, schema())[key]?.words == words)
  }

  @Test("docs/catalogue.md explains every key, and its example is right")
  func documentation() throws {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/catalogue.md"), encoding: .utf8)
    let words = Set(page.split { !$0.isLetter && $0 != "_" }.map(String.init))
    for shape in CatalogShape.all {
      #expect(Set(shape.words).subtracting(words).isEmpty, "\(shape.definition)")
    }
    let example = try #require(page.split(separator: "```yaml\n").last?.split(separator: "```").first)
    #expect(try CatalogFile.parse(String(example)).plans.count == 2)
  }

  @Test("The example names the schema that lies beside it")
  func besideTheExample() throws {
    let first = try String(contentsOf: CatalogTests.builtIn, encoding: .utf8).split(separator: "\n")[0]
    let name = try #require(first.split(separator: "=").last)
    let beside = CatalogTests.builtIn.deletingLastPathComponent().appending(path: String(name))
    #expect(try String(contentsOf: beside, encoding: .utf8) == CatalogFile.schema)
  }
}
