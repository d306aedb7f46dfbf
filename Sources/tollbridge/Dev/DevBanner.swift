/// What a person reads when everything runs: where it is, and what to try.
enum DevBanner {
  static func whereItIs(_ environment: DevEnvironment) -> String {
    """
    Tollbridge runs, with a stand-in for Stripe. No network, no account, no money.

      The demo app       \(environment.appURL)/          <- open this, buy a plan, see the credits
      The service        \(environment.serviceURL)/
      The stand-in       \(environment.stripeURL)/sandbox

      Server key         \(environment.apiKey)
      Operator key       \(environment.operatorKey)
      Webhook secret     \(environment.webhookSecret)
      Store              \(environment.store)

    """
  }

  /// - Parameter program: how it was called, so that each line can be taken as it is.
  static func whatToTry(_ environment: DevEnvironment, program: String) -> String {
    """
    To try in another terminal:

      \(program) trigger --list
      \(program) trigger subscribe --account carol --sandbox \(environment.stripeURL)
      \(program) explain carol --store \(environment.store)
      curl -H 'Authorization: Bearer \(environment.apiKey)' \(environment.serviceURL)/v1/accounts/carol

    Ctrl-C ends it.
    """
  }
}
