/// A request to Stripe's API v1. The factories in `Requests` make them; nothing else needs to spell a parameter.
///
/// It is a value of plain text, so that it can be stored beside its idempotency key and sent again byte for byte.
package struct StripeRequest: Sendable, Equatable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  package let method: Method
  /// From the host on: `/v1/checkout/sessions`.
  package let path: String
  /// Encoded parameters, "" for none: the body of a POST, the query of the others.
  package let form: String

  package init(method: Method, path: String, form: String) {
    self.method = method
    self.path = path
    self.form = form
  }
}

extension StripeRequest {
  /// The ways to a resource, each segment encoded: an id is never more than one segment.
  private static func path(_ segments: [String]) -> String {
    "/v1/"
      + segments.map { StripeForm.encoded($0).split(separator: "+").joined(separator: "%20") }.joined(separator: "/")
  }

  static func get(_ segments: String..., form: (inout StripeForm) -> Void = { _ in }) -> StripeRequest {
    make(.get, segments, form)
  }

  static func post(_ segments: String..., form: (inout StripeForm) -> Void = { _ in }) -> StripeRequest {
    make(.post, segments, form)
  }

  static func delete(_ segments: String..., form: (inout StripeForm) -> Void = { _ in }) -> StripeRequest {
    make(.delete, segments, form)
  }

  private static func make(
    _ method: Method, _ segments: [String], _ fill: (inout StripeForm) -> Void
  ) -> StripeRequest {
    var form = StripeForm()
    fill(&form)
    return StripeRequest(method: method, path: path(segments), form: form.text)
  }
}
