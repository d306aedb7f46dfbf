/// A named play: what the stand-in does by itself as if an app and a person had done it.
package struct Scenario: Sendable {
  package let name: String
  /// What it shows, in a sentence.
  package let words: String
  let play: @Sendable (inout Play) throws(PlayError) -> Void

  init(_ name: String, _ words: String, _ play: @escaping @Sendable (inout Play) throws(PlayError) -> Void) {
    self.name = name
    self.words = words
    self.play = play
  }

  package static let all = subscribing + changing + ending + packages + returning

  package static func named(_ name: String) -> Scenario? { all.first { $0.name == name } }

  var json: JSON { ["name": .text(name), "words": .text(words)] }
}

/// What a scenario did.
package struct ScenarioReport: Sendable {
  package let name: String
  package let account: String
  /// Step by step, with the day of each.
  package let words: [String]
  /// The ids of the events that it told, in order.
  package let events: [String]
  package let customer: String?
  package let subscription: String?
}

extension Sandbox {
  /// Plays a scenario for an account. The clock stays where the scenario left it.
  package func play(_ scenario: Scenario, _ cast: Play.Cast) async throws -> ScenarioReport {
    try await with { world in
      var play = Play(world, cast)
      play.world.journal = []
      defer {
        world = play.world
        world.journal = nil
      }
      try scenario.play(&play)
      let customer = play.world.all("customer").last { $0["metadata"]["tollbridge_account"].text == cast.account }
      return ScenarioReport(
        name: scenario.name, account: cast.account, words: play.words,
        events: play.world.journal ?? [],
        customer: customer?.word("id"), subscription: try? play.latestSubscription())
    }
  }

  /// `POST scenarios/{name} {"account": "ada", "plan": "micro_month"}`.
  func play(_ name: String, _ asked: JSON) async -> Answer {
    guard let scenario = Scenario.named(name) else { return Self.reply(404, ["error": "No such scenario."]) }
    guard let account = asked["account"].text, !account.isEmpty else {
      return Self.reply(400, ["error": "Say for which account."])
    }
    do {
      let report = try await play(scenario, Play.Cast(account: account, plan: asked["plan"].text))
      return Self.reply(
        200,
        [
          "scenario": .text(report.name), "account": .text(report.account),
          "words": .array(report.words.map(JSON.text)), "events": .array(report.events.map(JSON.text)),
          "customer": JSON(report.customer), "subscription": JSON(report.subscription), "now": .integer(world.now),
        ])
    } catch {
      return Self.reply(409, ["error": .text("\(error)")])
    }
  }
}
