/// Why a body is not JSON that we take: RFC 8259, UTF-8, no key twice, bounded depth.
package enum JSONError: Error, Equatable, CustomStringConvertible {
  case notUTF8
  case tooDeep(limit: Int)
  case tooLarge(limit: Int)
  case duplicateKey(String, offset: Int)
  case unexpected(String, offset: Int)

  package var description: String {
    switch self {
    case .notUTF8: "The body is not UTF-8."
    case .tooDeep(let limit): "The body nests deeper than \(limit) levels."
    case .tooLarge(let limit): "The body is larger than \(limit) bytes."
    case .duplicateKey(let key, let offset):
      "The key \(key.debugDescription) stands twice in one object (byte \(offset))."
    case .unexpected(let what, let offset): "\(what) at byte \(offset)."
    }
  }
}
