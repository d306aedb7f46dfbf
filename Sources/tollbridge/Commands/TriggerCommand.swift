import ArgumentParser
import Bridge
import Foundation
import Native
import Sandbox

struct TriggerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger", abstract: "Let the stand-in of a running tollbridge dev play a scenario for an account.",
    discussion: "The stand-in's clock stays where the scenario left it.")

  @Argument(help: "The scenario; see --list.")
  var scenario: String?

  @Option(help: "The app's account.")
  var account = "ada"

  @Option(help: "The lookup key of the plan or package, where the scenario lets it be chosen.")
  var plan: String?

  @Option(help: "The stand-in, as tollbridge dev prints it.")
  var sandbox = "http://127.0.0.1:8081"

  @Flag(help: "Print the scenarios.")
  var list = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try Exit.guarding {
      if list { return try printAll() }
      guard let scenario else {
        try printAll()
        throw ValidationError("Name one of these scenarios.")
      }
      guard Scenario.named(scenario) != nil else {
        throw ValidationError("There is no scenario \(scenario); tollbridge trigger --list shows all.")
      }
      let told = try StandInControl(base: sandbox).play(scenario, account: account, plan: plan)
      Output.line(json ? told.raw : told.words.joined(separator: "\n"))
    }
  }

  private func printAll() throws {
    guard !json else {
      let all = Scenario.all.map { ["name": $0.name, "words": $0.words] }
      return Output.line(String(decoding: try JSONEncoder().encode(["data": all]), as: UTF8.self))
    }
    for scenario in Scenario.all {
      Output.line(scenario.name.padding(toLength: 24, withPad: " ", startingAt: 0) + scenario.words)
    }
  }
}
