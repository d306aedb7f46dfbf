import ArgumentParser
import Bridge
import Foundation
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
    case is ConfigurationError: configuration
    case is InputError: inputOutput
    case is JSONError: badData
    case StoreError.locked: locked
    case StoreError.unavailable, StoreError.diskFailed, StoreError.writeFailed: inputOutput
    case is ServiceError: unavailable
    case StripeFailure.refused: finding
    case is StripeFailure: unavailable
    default: finding
    }
  }
}

/// Standard output and error, line by line.
enum Output {
  static func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  static func error(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
