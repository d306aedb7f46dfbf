@testable import Billing

/// Why a command was refused; nil where it was not.
func refusal<Answer>(_ command: () throws -> Answer) -> Refusal? {
  do { _ = try command() } catch let error as Refusal { return error } catch {}
  return nil
}

extension Fact {
  /// The same fact under another event's id.
  func told(as event: String) -> Fact {
    Fact(event: event, type: type, occurredAt: occurredAt, body: body, sequence: sequence)
  }
}
