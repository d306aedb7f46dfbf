internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Answers what no route does: another method, a path that nothing has, a browser that asks before it sends.
struct ProblemMiddleware: RouterMiddleware {
  let routes: [Route]
  let cross: CrossOrigin

  func handle(
    _ request: Request, context: BasicRequestContext,
    next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      throw problem
    } catch let error as HTTPError where error.status == .notFound {
      return try unrouted(request)
    } catch let error as HTTPError {
      throw Self.problem(error)
    } catch {
      context.logger.error("a request failed", metadata: ["error": "\(error)"])
      throw Problem.internalError
    }
  }

  private func unrouted(_ request: Request) throws -> Response {
    let known = routes.filter { $0.matches(request.uri.path[...]) }
    guard !known.isEmpty else { throw Problem.notFound }
    guard request.method == .options else {
      throw Problem.methodNotAllowed(Set(known.map(\.method.rawValue)).sorted())
    }
    return cross.preflight(request, known)
  }

  private static func problem(_ error: HTTPError) -> Problem {
    Problem(
      status: error.status, code: "request_refused", title: error.status.reasonPhrase,
      detail: error.body ?? "The request was refused.")
  }
}
