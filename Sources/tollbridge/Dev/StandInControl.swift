import Billing
import Bridge
import Foundation
import Native

/// The control routes of a running stand-in.
struct StandInControl {
  struct Told {
    let words: [String]
    let raw: String
  }

  private struct Asked: Encodable {
    let account: String
    let plan: String?
  }

  private struct Report: Decodable {
    let words: [String]?
    let error: String?
    /// The stand-in's clock, unix seconds.
    let now: Int64?
  }

  let base: String

  func play(_ scenario: String, account: String, plan: String?) throws -> Told {
    let body = try JSONEncoder().encode(Asked(account: account, plan: plan))
    let answer: HTTPRequest.Answer
    do {
      answer = try HTTPRequest(url: "\(base)/sandbox/scenarios/\(scenario)")
        .post(Array(body), headers: ["Content-Type: application/json"])
    } catch {
      throw ServiceError(
        description: "No stand-in answers at \(base) (\(error)); start tollbridge dev, or name it by --sandbox.")
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(answer.body))
    guard answer.status == 200, let words = report.words else {
      throw ServiceError(description: "The stand-in did not play it: \(report.error ?? "status \(answer.status)")")
    }
    let hint = report.now.flatMap { Instant(seconds: $0) }.map { now in
      ["", "The stand-in's clock says \(now). See: tollbridge explain \(account) --at \(now) --store …"]
    }
    return Told(words: words + (hint ?? []), raw: String(decoding: answer.body, as: UTF8.self))
  }
}
