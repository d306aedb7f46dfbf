/// Form-encoded parameters as a tree: `a[b][0]=c` is the member `b` of `a`, an array with one element.
enum Form {
  static let pairsMax = 1000
  static let depthMax = 10

  /// - Throws: a refusal for too many parameters or too deep ones.
  static func decoded(_ text: String) throws(APIError) -> JSON {
    let pairs = text.split(separator: "&", omittingEmptySubsequences: true)
    guard pairs.count <= pairsMax else { throw .invalid("Too many parameters") }
    var root = JSON.object(JSONObject())
    for pair in pairs {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let path = steps(unescaped(String(halves[0])))
      guard path.count <= depthMax else { throw .invalid("Parameters are nested too deeply") }
      root = set(root, path[...], .text(halves.count > 1 ? unescaped(String(halves[1])) : ""))
    }
    return arranged(root)
  }

  private static func steps(_ name: String) -> [String] {
    name.split(separator: "[", omittingEmptySubsequences: false).map {
      String($0.hasSuffix("]") ? $0.dropLast() : $0)
    }
  }

  private static func set(_ tree: JSON, _ path: ArraySlice<String>, _ value: JSON) -> JSON {
    guard var step = path.first else { return value }
    var object = tree.object ?? JSONObject()
    // `a[]=1&a[]=2`: each one comes after the last.
    if step.isEmpty { step = String(object.members.count) }
    object[step] = set(object[step] ?? .null, path.dropFirst(), value)
    return .object(object)
  }

  /// Makes arrays of objects whose keys are indices.
  private static func arranged(_ tree: JSON) -> JSON {
    guard let object = tree.object else { return tree }
    let indices = object.keys.compactMap { Int($0) }
    if !object.members.isEmpty, indices.count == object.members.count {
      let sorted = zip(indices, object.members).sorted { $0.0 < $1.0 }
      return .array(sorted.map { arranged($0.1.value) })
    }
    return .object(JSONObject(object.members.map { ($0.key, arranged($0.value)) }))
  }

  static func unescaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        if digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
          bytes.append(value)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
