/// From an HTTP request to what goes back.
extension Sandbox {
  package func respond(to request: WebRequest) async -> WebReply {
    if request.path.hasPrefix("/v1/") { return await answer(request.call) }
    if request.path == "/sandbox" || request.path.hasPrefix("/sandbox/") { return .answer(await control(request)) }
    return .answer(await page(request))
  }

  /// Answers a request to the API, or does the fault that is its turn.
  private func answer(_ call: Call) async -> WebReply {
    switch take(for: call) {
    case nil: return .answer(await run(call))
    case .dropRequest: return .close
    case .dropAnswer:
      _ = await run(call)
      return .close
    case .rateLimit: return .answer(await with { $0.fail(call, 429, isSaved: false, executes: false) })
    case .serverError(let executes):
      return .answer(await with { $0.fail(call, 500, isSaved: true, executes: executes) })
    case .keyInUse: return .answer(await with { $0.fail(call, 409, isSaved: false, executes: false) })
    case .stall(let seconds): return .answer(await stall(call, seconds))
    case .html:
      _ = await run(call)
      return .answer(
        Answer(
          status: 200, headers: [("Content-Type", "text/html")],
          body: Array("<html><body>Scheduled maintenance</body></html>".utf8)))
    case .truncatedJSON:
      var answer = await run(call)
      answer.body = Array(answer.body.prefix(answer.body.count / 2))
      return .answer(answer)
    case .shortBody:
      let answer = await run(call)
      return .cutShort(answer, bytes: answer.body.count / 2)
    }
  }

  private func run(_ call: Call) async -> Answer { await with { $0.answer(call) } }

  /// Holds a request up; another one with its key is refused meanwhile.
  private func stall(_ call: Call, _ seconds: Double) async -> Answer {
    let isFirst = await with { $0.hold(call) }
    try? await Task.sleep(for: .seconds(seconds))
    return await with { world in
      if isFirst { world.letGo(call) }
      return world.answer(call)
    }
  }
}
