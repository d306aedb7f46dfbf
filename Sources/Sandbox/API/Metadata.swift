/// Metadata as Stripe takes it: at most 50 keys of 40 characters with values of 500.
enum MetadataRules {
  /// `old` with what a request says: an empty value removes a key, an empty `metadata` removes all.
  static func merged(_ old: JSON, _ asked: JSON) throws(APIError) -> JSON {
    if asked.isNull { return old.object == nil ? [:] : old }
    if asked.text == "" { return [:] }
    guard asked.object != nil else { throw .invalid("Invalid object", param: "metadata") }
    var metadata = old.object ?? JSONObject()
    for (key, value) in asked.members {
      guard let text = value.text else { throw .invalid("Metadata values are texts", param: "metadata[\(key)]") }
      guard key.count <= 40 else { throw .invalid("Metadata keys have at most 40 characters", param: "metadata") }
      guard text.count <= 500 else {
        let words = "Metadata values can have up to 500 characters, but you passed in a value that is \(text.count)"
        throw .invalid("\(words) characters.", param: "metadata[\(key)]")
      }
      metadata[key] = text.isEmpty ? nil : .text(text)
    }
    guard metadata.members.count <= 50 else { throw .invalid("Metadata has at most 50 keys", param: "metadata") }
    return .object(metadata)
  }
}
