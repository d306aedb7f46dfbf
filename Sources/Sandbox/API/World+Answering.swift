/// From a request to its answer.
extension World {
  /// Answers a request. What it changes and tells is done when this returns.
  package mutating func answer(_ call: Call) -> Answer {
    var call = call
    let request = newID("req")
    do throws(APIError) {
      try authorize(call)
      call.form = try Form.decoded(call.method == "GET" ? call.query : joined(call))
      if call.method == "POST", let key = call.idempotencyKey {
        if let reply = try savedAnswers.reply(to: call, key: key) { return replayed(reply, call, request, key) }
        savedAnswers.begin(call, key: key, request: request, at: now)
      }
    } catch {
      return refused(error, call, request)
    }
    let answer = run(call, request)
    finish(call, answer.isSaved ? answer.answer : nil)
    return answer.answer
  }

  /// Marks the key of a request that is held up as in use, as far as it is a first one.
  ///
  /// - Returns: whether it is the first one.
  package mutating func hold(_ call: Call) -> Bool {
    var call = call
    guard call.method == "POST", let key = call.idempotencyKey, savedAnswers.request(of: key) == nil,
      let form = try? Form.decoded(joined(call))
    else { return false }
    call.form = form
    savedAnswers.begin(call, key: key, request: newID("req"), at: now)
    return true
  }

  /// Lets a held request go on: its key is free again for itself.
  package mutating func letGo(_ call: Call) {
    if let key = call.idempotencyKey { savedAnswers.drop(key) }
  }

  private func joined(_ call: Call) -> String {
    [call.query, call.body].filter { !$0.isEmpty }.joined(separator: "&")
  }

  private func authorize(_ call: Call) throws(APIError) {
    guard let key = call.apiKey, !key.isEmpty else {
      throw APIError(
        status: 401,
        message: "You did not provide an API key. You need to provide your API key in the Authorization "
          + "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
    }
    let isKnown =
      settings.apiKeys.isEmpty
      ? key.hasPrefix("sk_test_") || key.hasPrefix("rk_test_") : settings.apiKeys.contains(key)
    guard isKnown else {
      throw APIError(status: 401, message: "Invalid API Key provided: \(key.prefix(8))***\(key.suffix(4))")
    }
  }

  private mutating func run(_ call: Call, _ request: String) -> (answer: Answer, isSaved: Bool) {
    var call = call
    let version = call.version ?? settings.defaultVersion
    let saved = self
    do throws(APIError) {
      guard version.isWellFormed else { throw .invalid("Invalid Stripe API version: \(version.name)") }
      guard let route = Routes.match(call.method, call.path) else {
        throw APIError(
          status: 404,
          message: "Unrecognized request URL (\(call.method): \(call.path)). Please see "
            + "https://stripe.com/docs or we can help at https://support.stripe.com/.")
      }
      if let shape = ParameterTable.routes[route.route.name] {
        call.form = try ParameterCheck(version: version).checked(call.form, as: shape)
      }
      call.ids = route.ids
      cause = EventRecord.Cause(request: request, idempotencyKey: call.idempotencyKey)
      defer { cause = nil }
      let result = try route.route.handler(&self, call)
      let lens = Lens(version, self)
      let paths = call.form["expand"].elements.compactMap(\.text)
      let body = try Expansion(world: self, lens: lens).expanded(lens.render(result), paths)
      return (Answer(status: 200, headers: headers(call, request, version), body: body.bytes), true)
    } catch {
      // A declined payment has happened; a refusal has not.
      if !error.isSaved {
        let savedKeys = savedAnswers
        self = saved
        savedAnswers = savedKeys
      }
      return (refused(error, call, request), error.isSaved)
    }
  }

  private mutating func finish(_ call: Call, _ answer: Answer?) {
    guard call.method == "POST", let key = call.idempotencyKey else { return }
    if let answer { savedAnswers.finish(key, answer) } else { savedAnswers.drop(key) }
  }

  private func replayed(_ saved: Answer, _ call: Call, _ request: String, _ key: String) -> Answer {
    var answer = saved
    let original = savedAnswers.request(of: key) ?? request
    answer.headers.removeAll { ["Request-Id", "Original-Request"].contains($0.name) }
    answer.headers.append(("Original-Request", original))
    answer.headers.append(("Request-Id", request))
    return answer
  }

  private func refused(_ error: APIError, _ call: Call, _ request: String) -> Answer {
    let version = call.version ?? settings.defaultVersion
    var headers =
      error.status == 401
      ? [
        ("Content-Type", "application/json"), ("Request-Id", request), ("Www-Authenticate", "Bearer realm=\"Stripe\""),
      ]
      : self.headers(call, request, version)
    if let shouldRetry = error.shouldRetry { headers.append(("Stripe-Should-Retry", shouldRetry ? "true" : "false")) }
    return Answer(status: error.status, headers: headers, body: Lens(version, self).render(error.body).bytes)
  }

  private func headers(_ call: Call, _ request: String, _ version: APIVersion) -> [(name: String, value: String)] {
    var headers = [
      ("Content-Type", "application/json"), ("Request-Id", request), ("Stripe-Version", version.name),
    ]
    if call.method == "POST", let key = call.idempotencyKey {
      headers += [("Idempotency-Key", key), ("Original-Request", request)]
    }
    return headers
  }

  /// The answer to a request that a fault lets fail, saved under its key where `isSaved`.
  package mutating func fail(_ call: Call, _ status: Int, isSaved: Bool, executes: Bool) -> Answer {
    var call = call
    let request = newID("req")
    if executes { _ = answer(call) }
    let error = APIError(
      status: status, type: status == 429 || status == 409 ? "invalid_request_error" : "api_error",
      code: status == 429 ? "rate_limit" : nil,
      message: status == 429
        ? "Too many requests hit the API too quickly." : "An unknown error occurred. (\(request))")
    if status == 409, let key = call.idempotencyKey { return refused(SavedAnswers.inUse(key), call, request) }
    let answer = refused(error, call, request)
    if isSaved, call.method == "POST", let key = call.idempotencyKey, let form = try? Form.decoded(joined(call)) {
      call.form = form
      savedAnswers.begin(call, key: key, request: request, at: now)
      savedAnswers.finish(key, answer)
    }
    return answer
  }
}
