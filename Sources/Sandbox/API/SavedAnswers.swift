/// The answers that idempotency keys remember.
struct SavedAnswers: Sendable {
  struct Saved: Sendable {
    let method: String
    let path: String
    let parameters: JSON
    let request: String
    let at: Int64
    /// None while the first request is under way.
    var answer: Answer?
  }

  private var saved: [String: Saved] = [:]

  /// What a key says to a request: an answer or a refusal, or nil where the request is the first one.
  func reply(to call: Call, key: String) throws(APIError) -> Answer? {
    guard let known = saved[key] else { return nil }
    guard known.path == call.path else {
      var refusal = APIError.invalid(
        "Keys for idempotent requests can only be used for the same endpoint they were first used for "
          + "('\(known.path)' vs '\(call.path)'). Try using a key other than '\(key)' if you meant to execute a "
          + "different request.")
      refusal.type = "idempotency_error"
      throw refusal
    }
    guard known.parameters == call.form else {
      var refusal = APIError.invalid(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
          + "a key other than '\(key)' if you meant to execute a different request.")
      refusal.type = "idempotency_error"
      throw refusal
    }
    guard var answer = known.answer else { throw Self.inUse(key) }
    answer.headers.append(("Idempotent-Replayed", "true"))
    return answer
  }

  static func inUse(_ key: String) -> APIError {
    APIError(
      status: 409, code: "idempotency_key_in_use",
      message: "There is currently another in-progress request using this Idempotent Key (that probably means you "
        + "submitted twice, and the other request is still going through): \(key). Please try again later.")
  }

  func request(of key: String) -> String? { saved[key]?.request }

  mutating func begin(_ call: Call, key: String, request: String, at: Int64) {
    saved[key] = Saved(method: call.method, path: call.path, parameters: call.form, request: request, at: at)
  }

  mutating func finish(_ key: String, _ answer: Answer) { saved[key]?.answer = answer }
  mutating func drop(_ key: String) { saved[key] = nil }
  mutating func forget(before moment: Int64) { saved = saved.filter { $0.value.at >= moment } }
}
