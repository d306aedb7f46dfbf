/// Holds the parameters of a request against the table, and makes numbers of the texts that are numbers.
struct ParameterCheck {
  /// What versions before endive took and the newest refuses.
  private static let former: Set<String> = ["coupon", "promotion_code", "payment_method_types", "iterations"]

  let version: APIVersion

  func checked(_ form: JSON, as shape: ParameterTable.Shape) throws(APIError) -> JSON {
    if form["payment_method_types"] != .null, !isFormer {
      let words = "Passing `payment_method_types` is no longer supported. Use `allowed_payment_method_types` instead."
      throw .invalid(words, code: "payment_method_types_no_longer_supported", param: "payment_method_types")
    }
    return try check(form, shape, path: "")
  }

  /// Whether the version is older than the one that removed them.
  private var isFormer: Bool { version.name.prefix(10) < "2026-09-30" }

  private func check(_ value: JSON, _ shape: ParameterTable.Shape, path: String) throws(APIError) -> JSON {
    switch shape {
    case .any: return value
    case .text:
      guard value.text != nil else { throw .invalid("Invalid string: \(value.written())", param: path) }
      return value
    case .integer: return try integer(value, path)
    case .flag: return try flag(value, path)
    case .list(let element): return try list(value, element, path)
    case .object(let shapes, let required): return try object(value, shapes, required, path)
    }
  }

  private func integer(_ value: JSON, _ path: String) throws(APIError) -> JSON {
    guard let text = value.text else {
      throw .invalid("Invalid integer", code: "parameter_invalid_integer", param: path)
    }
    if text.isEmpty { return value }
    guard let integer = Int64(text), abs(Int128(integer)) < 1 << 53 else {
      throw .invalid("Invalid integer: \(text)", code: "parameter_invalid_integer", param: path)
    }
    return .integer(integer)
  }

  private func flag(_ value: JSON, _ path: String) throws(APIError) -> JSON {
    switch value.text {
    case "true": return true
    case "false": return false
    case "": return value
    default: throw .invalid("Invalid boolean: \(value.text ?? value.written())", param: path)
    }
  }

  private func list(_ value: JSON, _ shape: ParameterTable.Shape, _ path: String) throws(APIError) -> JSON {
    if value.text == "" { return value }
    guard case .array(let elements) = value else { throw .invalid("Invalid array", param: path) }
    var checked: [JSON] = []
    for (index, element) in elements.enumerated() {
      checked.append(try check(element, shape, path: "\(path)[\(index)]"))
    }
    return .array(checked)
  }

  private func object(
    _ value: JSON, _ shapes: [String: ParameterTable.Shape], _ required: [String], _ path: String
  ) throws(APIError) -> JSON {
    if let text = value.text {
      // Empty clears; a bare time stands for one; and what is an object now was a word in older versions.
      guard text.isEmpty || Int64(text) != nil || isFormer else { throw .invalid("Invalid object", param: path) }
      return Int64(text).map(JSON.integer) ?? value
    }
    guard let object = value.object else { throw .invalid("Invalid object", param: path) }
    var checked = JSONObject()
    for (name, member) in object.members {
      let inner = path.isEmpty ? name : "\(path)[\(name)]"
      guard let shape = shapes[name] else {
        if isFormer, Self.former.contains(name) {
          checked[name] = member
          continue
        }
        throw .unknown(inner)
      }
      checked[name] = try check(member, shape, path: inner)
    }
    for name in required where checked[name] == nil || checked[name] == .text("") { throw .missing(name) }
    return .object(checked)
  }
}
