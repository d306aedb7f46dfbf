import Foundation
import Stripe
import TestSupport

/// Stripe's OpenAPI description, and what a request has to be to fit it.
struct OpenAPI {
  private let paths: [String: JSONValue]

  /// Nil where the description does not lie beside the project.
  static let stripe: OpenAPI? = {
    guard let file = Fixtures.stripe?.appending(path: "openapi.json") else { return nil }
    guard let data = try? Data(contentsOf: file), let json = try? JSONValue(scanning: [UInt8](data)) else { return nil }
    return OpenAPI(json)
  }()

  init(_ json: JSONValue) {
    paths = Dictionary(json["paths"]?.members ?? []) { first, _ in first }
  }

  var pathCount: Int { paths.count }

  /// Everything that is wrong with `request`; empty for a request that fits.
  func problems(_ request: StripeRequest) -> [String] {
    guard let operation = operation(request) else { return ["no \(request.method.rawValue) \(request.path)"] }
    let (tree, malformed) = FormTree.read(request.form)
    guard malformed.isEmpty else { return malformed }
    guard request.method == .post else { return Self.queryProblems(tree, operation) }
    let content = operation["requestBody"]?["content"]?["application/x-www-form-urlencoded"]
    guard let schema = content?["schema"] else { return tree.isEmpty ? [] : ["takes no body"] }
    return Self.problems(tree, schema, at: "")
  }

  /// The operation whose path has a `{…}` where the request has an id; a literal path goes first.
  private func operation(_ request: StripeRequest) -> JSONValue? {
    let method = request.method.rawValue.lowercased()
    if let exact = paths[request.path]?[method] { return exact }
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
    for (template, operations) in paths {
      let wanted = template.split(separator: "/", omittingEmptySubsequences: false)
      guard wanted.count == parts.count, let operation = operations[method] else { continue }
      if zip(wanted, parts).allSatisfy({ $0 == $1 || $0.hasPrefix("{") && !$1.isEmpty }) { return operation }
    }
    return nil
  }

  private static func queryProblems(_ tree: FormTree, _ operation: JSONValue) -> [String] {
    var known: [String: JSONValue] = [:]
    var found: [String] = []
    for parameter in operation["parameters"]?.elements ?? [] where parameter["in"]?.string == "query" {
      guard let name = parameter["name"]?.string, let schema = parameter["schema"] else { continue }
      known[name] = schema
      if parameter["required"]?.bool == true, tree.members[name] == nil { found.append("\(name) is missing") }
    }
    for (name, value) in tree.members {
      guard let schema = known[name] else {
        found.append("no parameter \(name)")
        continue
      }
      found += problems(value, schema, at: name)
    }
    return found
  }

  // MARK: Values

  private static func problems(_ value: FormTree, _ schema: JSONValue, at name: String) -> [String] {
    if let alternatives = schema["anyOf"]?.elements {
      let all = alternatives.map { problems(value, $0, at: name) }
      return all.contains(where: \.isEmpty) ? [] : all.min { $0.count < $1.count } ?? ["\(name) fits nothing"]
    }
    switch schema["type"]?.string {
    case "object": return objectProblems(value, schema, at: name)
    case "array": return arrayProblems(value, schema, at: name)
    default: return scalarProblems(value, schema, at: name)
    }
  }

  private static func objectProblems(_ value: FormTree, _ schema: JSONValue, at name: String) -> [String] {
    guard value.text == nil else { return ["\(name) is no object"] }
    var found: [String] = []
    for required in schema["required"]?.elements.compactMap(\.string) ?? [] where value.members[required] == nil {
      found.append("\(name)[\(required)] is missing")
    }
    for (key, member) in value.members {
      let path = name.isEmpty ? key : "\(name)[\(key)]"
      if let known = schema["properties"]?[key] {
        found += problems(member, known, at: path)
      } else if let others = schema["additionalProperties"], others.isObject {
        found += problems(member, others, at: path)
      } else {
        found.append("no parameter \(path)")
      }
    }
    return found
  }

  private static func arrayProblems(_ value: FormTree, _ schema: JSONValue, at name: String) -> [String] {
    guard value.text == nil else { return ["\(name) is no array"] }
    let indices = (0..<value.members.count).map(String.init)
    guard Set(value.members.keys) == Set(indices) else { return ["\(name) is not numbered from 0"] }
    guard let items = schema["items"] else { return [] }
    return value.members.flatMap { problems($0.value, items, at: "\(name)[\($0.key)]") }
  }

  private static func scalarProblems(_ value: FormTree, _ schema: JSONValue, at name: String) -> [String] {
    guard let text = value.text else { return ["\(name) is no single value"] }
    let fits =
      switch schema["type"]?.string {
      case "integer": Int64(text).map { String($0) == text } ?? false
      case "number": Double(text) != nil
      case "boolean": text == "true" || text == "false"
      case "string": true
      default: false
      }
    guard fits else { return ["\(name)=\(text) is no \(schema["type"]?.string ?? "type that is known")"] }
    guard let words = schema["enum"]?.elements.compactMap(\.string), !words.isEmpty else { return [] }
    return words.contains(text) ? [] : ["\(name)=\(text) is none of the words"]
  }
}

/// The tree that bracketed names spell.
struct FormTree {
  var text: String?
  var members: [String: FormTree] = [:]

  var isEmpty: Bool { text == nil && members.isEmpty }

  /// Reads an encoded form, with what cannot be read.
  static func read(_ form: String) -> (tree: FormTree, problems: [String]) {
    var tree = FormTree()
    var problems: [String] = []
    for pair in form.split(separator: "&", omittingEmptySubsequences: false) where !form.isEmpty {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = decoded(parts[0]), let value = decoded(parts[1]), let keys = keys(name) else {
        problems.append("\(pair) is no pair")
        continue
      }
      if !tree.set(keys[...], value) { problems.append("\(name) stands twice") }
    }
    return (tree, problems)
  }

  private mutating func set(_ keys: ArraySlice<String>, _ value: String) -> Bool {
    guard let key = keys.first else {
      guard isEmpty else { return false }
      text = value
      return true
    }
    return text == nil && members[key, default: FormTree()].set(keys.dropFirst(), value)
  }

  static func decoded(_ text: Substring) -> String? {
    text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
  }

  /// `a[b][0]` is a, b, 0.
  private static func keys(_ name: String) -> [String]? {
    guard let first = name.split(separator: "[", omittingEmptySubsequences: false).first, !first.isEmpty else {
      return nil
    }
    var keys = [String(first)]
    for part in name.split(separator: "[", omittingEmptySubsequences: false).dropFirst() {
      guard part.hasSuffix("]"), part.count > 1 else { return nil }
      keys.append(String(part.dropLast()))
    }
    return keys
  }
}
