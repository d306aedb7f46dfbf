import ArgumentParser
import Bridge
import Native
import Stripe

struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Print the Stripe-Signature header that a payload would come with.")

  @Argument(help: "The file whose bytes are signed, or - for standard input.")
  var file: String

  @Option(help: "The signing secret. Default: the first of STRIPE_WEBHOOK_SECRET.")
  var secret: String?

  @Option(help: "The time to sign for, unix seconds. Default: now.")
  var at: Int64?

  func run() throws {
    try Exit.guarding {
      let time = at ?? Clock.now()
      guard time > 0 else { throw ValidationError("--at takes unix seconds, from 1 on.") }
      Output.line(try signing().header(for: try InputFile(file).rest(), at: time))
    }
  }

  private func signing() throws -> SigningSecret {
    guard let first = try Settings(ofProcessWith: secret).secrets.first else {
      throw ConfigurationError("There is no secret to sign with: give --secret or set STRIPE_WEBHOOK_SECRET.")
    }
    return first
  }
}
