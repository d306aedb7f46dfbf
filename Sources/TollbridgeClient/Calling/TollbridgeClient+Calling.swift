extension TollbridgeClient {
  /// Calls a route and reads its answer.
  func send<Answer: Decodable>(_ call: Call, as type: Answer.Type = Answer.self) async throws -> Answer {
    let answer = try await answer(to: call)
    do { return try JSON.decoded(answer.body) } catch {
      let what = "\(call.method) answered \(answer.status) with another form: \(error)"
      throw call.naming(TransportError(.unreadable, what))
    }
  }

  /// Calls a route, again where that is called for, and brings the answer that is no problem.
  func answer(to call: Call) async throws -> HTTPAnswer {
    let request = try call.request(of: self)
    var attempt = 1
    while true {
      do { return try await once(request) } catch {
        guard call.isSafeToRepeat, let wait = retries.wait(after: error, attempt: attempt) else {
          throw call.naming(error)
        }
        try await retries.sleep(wait)
        attempt += 1
      }
    }
  }

  private func once(_ request: HTTPRequest) async throws -> HTTPAnswer {
    try Task.checkCancellation()
    let answer = try await transport.send(request)
    switch answer.status {
    case 200..<300: return answer
    case 300..<400:
      let place = answer.headers["location"] ?? "nowhere"
      throw TransportError(.redirected, "It answered \(answer.status) and points to \(place).")
    default: throw Problem(answer)
    }
  }
}

extension Call {
  /// The same error with the key that the call was sent with, by which it can be asked again.
  fileprivate func naming(_ error: any Error) -> any Error {
    guard var failure = error as? TransportError else { return error }
    failure.idempotencyKey = key
    return failure
  }
}
