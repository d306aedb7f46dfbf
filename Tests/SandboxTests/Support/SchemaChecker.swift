import Foundation
import Sandbox
import TestSupport

/// Holds an object against Stripe's own description of it.
struct SchemaChecker {
  private let schemas: JSON

  /// Stripe's specification beside the project; nil where it is not there.
  static let shared: SchemaChecker? = {
    let file = Fixtures.root.deletingLastPathComponent().appending(path: "shared/stripe/openapi.json")
    guard let data = try? Data(contentsOf: file), let spec = JSON(reading: Array(data)) else { return nil }
    return SchemaChecker(schemas: spec["components"]["schemas"])
  }()

  static let absence = "Stripe's specification is not beside the project (../shared/stripe/openapi.json)"

  /// What is wrong with an object, by its `object` member; nothing where all is well.
  func problems(_ object: JSON) -> [String] {
    let name = object.word("object")
    if name == "list" { return object["data"].elements.flatMap(problems) }
    // Deleted objects and event kinds outside the specification's subset say too little to be judged.
    if object.isTrue("deleted") { return [] }
    guard let schema = schemas.object?[name] else { return name == "invoiceitem" ? [] : ["\(name): no such schema"] }
    return check(object, schema, name)
  }

  private func check(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    if value.isNull {
      return schema.isTrue("nullable") ? [] : ["\(path): null is not allowed"]
    }
    if let reference = schema["$ref"].text {
      let name = String(reference.split(separator: "/").last ?? "")
      return schemas.object?[name].map { check(value, $0, path) } ?? ["\(path): no schema \(name)"]
    }
    if !schema["anyOf"].elements.isEmpty { return any(of: schema["anyOf"].elements, value, path) }
    switch schema["type"].text {
    case "object": return object(value, schema, path)
    case "array":
      guard case .array(let elements) = value else { return ["\(path): no array"] }
      return elements.enumerated().flatMap { check($0.element, schema["items"], "\(path)[\($0.offset)]") }
    case "string": return value.text == nil ? ["\(path): no text"] : listed(value, schema, path)
    case "integer": return value.integer == nil ? ["\(path): no integer"] : []
    case "boolean": return value.flag == nil ? ["\(path): neither true nor false"] : []
    case "number":
      if case .decimal = value { return [] }
      return value.integer == nil ? ["\(path): no number"] : []
    default: return []
    }
  }

  private func any(of schemas: [JSON], _ value: JSON, _ path: String) -> [String] {
    var least: [String]?
    for schema in schemas {
      let problems = check(value, schema, path)
      if problems.isEmpty { return [] }
      if problems.count <= least?.count ?? .max { least = problems }
    }
    return least ?? []
  }

  private func listed(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    let allowed = schema["enum"].elements
    guard !allowed.isEmpty, !allowed.contains(value) else { return [] }
    return ["\(path): \(value.written()) is none of the values"]
  }

  private func object(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    guard value.object != nil else { return ["\(path): no object"] }
    let properties = schema["properties"]
    var problems: [String] = []
    for name in schema["required"].elements.compactMap(\.text) where value.object?[name] == nil {
      problems.append("\(path).\(name): missing")
    }
    for (name, member) in value.members {
      if let property = properties.object?[name] {
        problems += check(member, property, "\(path).\(name)")
      } else if !properties.members.isEmpty {
        problems.append("\(path).\(name): unknown")
      }
    }
    return problems
  }
}
