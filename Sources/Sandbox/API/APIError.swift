/// A refusal as Stripe words it.
package struct APIError: Error, Sendable {
  var status = 400
  var type = "invalid_request_error"
  var code: String?
  var message: String
  var param: String?
  /// Further members, such as `payment_intent` or `decline_code`.
  var details: [(String, JSON)] = []
  var shouldRetry: Bool?
  /// Whether an idempotency key remembers it: refusals before anything ran are not remembered.
  var isSaved = false

  var body: JSON {
    var error: JSON = [:]
    if let code { error["code"] = .text(code) }
    for (key, value) in details { error[key] = value }
    if let code {
      error["doc_url"] = .text("https://stripe.com/docs/error-codes/" + code.replacing("_", with: "-"))
    }
    error["message"] = .text(message)
    if let param { error["param"] = .text(param) }
    error["type"] = .text(type)
    return ["error": error]
  }

  static func invalid(_ message: String, code: String? = nil, param: String? = nil) -> APIError {
    APIError(code: code, message: message, param: param)
  }

  static func missing(_ param: String) -> APIError {
    invalid("Missing required param: \(param).", code: "parameter_missing", param: param)
  }

  static func unknown(_ param: String) -> APIError {
    invalid("Received unknown parameter: \(param)", code: "parameter_unknown", param: param)
  }

  /// An object of the path is not there (404), or one that a parameter names (400).
  static func noSuch(_ words: String, _ id: String, param: String = "id", status: Int = 400) -> APIError {
    APIError(status: status, code: "resource_missing", message: "No such \(words): '\(id)'", param: param)
  }
}
