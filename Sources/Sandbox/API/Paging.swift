/// Lists, newest first, by Stripe's cursors.
extension World {
  /// A page of the objects of a kind that the request asks for.
  func page(_ kind: String, _ call: Call, where isAsked: (JSON) -> Bool = { _ in true }) throws(APIError) -> JSON {
    try page(all(kind).filter(isAsked), call, words: kind)
  }

  /// A page of `objects`, which come oldest first.
  func page(_ objects: [JSON], _ call: Call, words: String) throws(APIError) -> JSON {
    let limit = call.integer("limit") ?? 10
    guard (1...100).contains(limit) else {
      throw .invalid(
        "This value must be between 1 and 100.", code: "parameter_invalid_integer", param: "limit")
    }
    let newestFirst = Array(objects.filter { Self.isWithin(call.form["created"], $0.number("created")) }.reversed())
    func position(_ parameter: String) throws(APIError) -> Int? {
      guard let id = call.text(parameter) else { return nil }
      guard let index = newestFirst.firstIndex(where: { $0.word("id") == id }) else {
        throw .noSuch(words, id, param: parameter)
      }
      return index
    }
    let count = Int(limit)
    if let before = try position("ending_before") {
      let start = max(0, before - count)
      return Self.list(Array(newestFirst[start..<before]), url: call.path, hasMore: start > 0)
    }
    let start = try position("starting_after").map { $0 + 1 } ?? 0
    let end = min(newestFirst.count, start + count)
    return Self.list(Array(newestFirst[start..<end]), url: call.path, hasMore: end < newestFirst.count)
  }

  /// Whether a time is within `created[gt|gte|lt|lte]`, or is the one that is named.
  static func isWithin(_ bounds: JSON, _ moment: Int64) -> Bool {
    if let exact = bounds.integer { return moment == exact }
    return (bounds["gt"].integer.map { moment > $0 } ?? true) && (bounds["gte"].integer.map { moment >= $0 } ?? true)
      && (bounds["lt"].integer.map { moment < $0 } ?? true) && (bounds["lte"].integer.map { moment <= $0 } ?? true)
  }
}
