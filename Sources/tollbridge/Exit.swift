import ArgumentParser
import Bridge
import Foundation
import Native
import Store
import Stripe

/// The exit codes that scripts rely on, and the one place where a failure becomes one of them.
enum Exit {
  static let finding: Int32 = 1
  static let badData: Int32 = 65
  static let unavailable: Int32 = 69
  static let inputOutput: Int32 = 74
  static let locked: Int32 = 75
  static let configuration: Int32 = 78

  /// Runs a command's work; a failure is said on standard error and becomes an exit code.
  static func guarding(_ body: () throws -> Void) throws {
    do { try body() } catch { throw failure(error) }
  }

  /// Ends the process at once: what a failed disk holds nobody can say. Who was not answered sends again.
  static func failStop(_ error: any Error) {
    Output.error("tollbridge: \(error)")
    _exit(code(error))
  }

  static func guardingAsync(_ body: () async throws -> Void) async throws {
    do { try await body() } catch { throw failure(error) }
  }

  private static func failure(_ error: any Error) -> any Error {
    if error is ExitCode || error is ValidationError { return error }
    Output.error("tollbridge: \(Scrubber().scrub("\(error)"))")
    return ExitCode(code(error))
  }

  private static func code(_ error: any Error) -> Int32 {
    switch error {
    case is ConfigurationError, StoreError.otherSchema: configuration
    case is InputError, is InputFileError: inputOutput
    case is JSONError, StoreError.corrupt: badData
    case StoreError.locked: locked
    case StoreError.unavailable, StoreError.diskFailed, StoreError.gone, StoreError.writeFailed: inputOutput
    case is ServiceError: unavailable
    case StripeFailure.refused: finding
    case is StripeFailure: unavailable
    default: finding
    }
  }
}

/// Standard output and error, line by line.
enum Output {
  /// What cannot be said ends the process: whoever asked would take the rest for all there is.
  static func line(_ text: String) {
    guard let reason = StandardStream.output.write(text + "\n") else { return }
    error("tollbridge: Standard output takes nothing: \(reason).")
    exit(Exit.inputOutput)
  }

  static func error(_ text: String) { StandardStream.error.write(text + "\n") }

  /// How far a long work has come, drawn over what stood there before; on a terminal alone.
  static func progress(_ text: String) {
    if Terminal.showsProgress { StandardStream.error.write("\r" + text) }
  }
}
