import Foundation
import Native
import Synchronization
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store

extension Scene {
  static let ada: AccountID = {
    guard let ada = AccountID("ada") else { preconditionFailure("ada is a name") }
    return ada
  }()

  func grant(_ amount: Credits, to account: AccountID = Self.ada, id: String = "grant") async throws {
    _ = try await inbox.take(
      Command(account: account, id: id) { account, moment throws(Refusal) in
        try account.grant(amount, reason: "a test", id: id, at: moment)
      })
  }

  static func spend(
    _ amount: Credits, _ id: String, of account: AccountID = Self.ada
  ) -> Command<(SpendReceipt, AccountState.Balance)> {
    Command(account: account, id: id) { account, moment throws(Refusal) in
      let decision = try account.spend(CreditOrder(.amount(amount)), id: id, at: moment)
      return Decision(answer: (decision.answer, account.balance), facts: decision.facts, effects: decision.effects)
    }
  }

  func balance(_ account: AccountID = Self.ada) throws -> AccountState.Balance? {
    try Ledgers(store: store, catalog: try Stage.catalog).fold(account.value, at: nil)?.state.balance
  }

  func findings() throws -> [String] {
    try Verify(Ledgers(store: store, catalog: try Stage.catalog)).report { _ in }.findings.map { "\($0)" }
  }
}

@Suite("Commands through the inbox")
struct CommandTests {
  @Test("64 tasks that spend 10,000 times 1 of 5,000 credits get exactly 5,000")
  func exactly() async throws {
    let scene = try Scene()
    let start = try await free(scene)
    try await scene.grant(5000 - start)
    let done = await withTaskGroup(of: Int.self) { group in
      for task in 0..<64 {
        group.addTask {
          var count = 0
          for number in stride(from: task, to: 10_000, by: 64) {
            if (try? await scene.inbox.take(Scene.spend(1, "s\(number)"))) != nil { count += 1 }
          }
          return count
        }
      }
      return await group.reduce(0, +)
    }
    #expect(done == 5000)
    #expect(try scene.balance()?.available == 0)
    #expect(try scene.findings().isEmpty)
    let spends = try scene.store.read { try $0.appFacts(of: "ada") }.filter { $0.name == "spent" }
    #expect(spends.count == 5000)
    #expect(spends.map(\.sequence) == Array(spends[0].sequence..<spends[0].sequence + 5000))
  }

  /// What the account has by itself.
  private func free(_ scene: Scene) async throws -> Credits {
    try await scene.grant(1, id: "first")
    return try #require(try scene.balance()).available
  }

  @Test("What is kept of an account comes to what all its facts come to, whatever is done and told in between")
  func keptIsFolded() async throws {
    let time = IntakeTests.SharedTime(1_800_000_000)
    let scene = try Scene(now: { time.now })
    try await scene.grant(1000)
    var random = Dice(state: 7)
    for number in 0..<300 {
      time.advance(Int64.random(in: 0...200_000, using: &random))
      let amount = Credits.random(in: 1...40, using: &random)
      let id = "c\(number)"
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        _ = try? await scene.inbox.take(
          Command(account: Scene.ada, id: id) { account, moment throws(Refusal) in
            try account.hold(CreditOrder(.amount(amount)), seconds: 3600, id: id, at: moment)
          })
      case 1:
        let spend = "c\(Int.random(in: 0...number, using: &random))"
        _ = try? await scene.inbox.take(
          Command(account: Scene.ada, id: id) { account, moment throws(Refusal) in
            try account.reverse(spend, id: id, at: moment)
          })
      case 2: try await scene.grant(amount, id: id)
      case 3:
        let session = Payload.session("cs_\(id)", customer: "cus_1", payment: "pi_\(id)", reference: "ada")
        try await scene.deliver(
          Payload.event("evt_\(id)", "checkout.session.completed", session, at: time.now - 100_000))
      default: _ = try? await scene.inbox.take(Scene.spend(amount, id))
      }
    }
    #expect(try scene.findings().isEmpty)
    let kept = try await scene.inbox.take(
      Command(account: Scene.ada, id: "look") { account, _ throws(Refusal) in Decision(answer: account.state) })
    let ledgers = Ledgers(store: scene.store, catalog: try Stage.catalog)
    #expect(try kept == ledgers.account("ada", at: time.now)?.state)
  }

  @Test("The same key from 64 tasks is one fact and 64 equal answers")
  func sameKey() async throws {
    let scene = try Scene()
    try await scene.grant(5000)
    let key = try AnswerKey(scope: "sk_1", key: "k1", asked: Array("POST /spends 7".utf8))
    let answers = try await withThrowingTaskGroup(of: Answered.self) { group in
      for number in 0..<64 {
        group.addTask {
          try await scene.inbox.answer(Scene.spend(7, "s\(number)"), key: key) { receipt, balance in
            KeptAnswer(status: 201, body: Array("\(receipt.id) \(balance.available)".utf8))
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.answer.body)).count == 1)
    #expect(answers.count { if case .anew = $0 { true } else { false } } == 1)
    #expect(try scene.store.read { try $0.appFacts(of: "ada") }.count { $0.name == "spent" } == 1)
    #expect(try await scene.inbox.keptAnswer(key) == answers[0].answer)
  }

  @Test("A key that was used for something else is refused, and a refusal is not kept under its key")
  func mismatch() async throws {
    let scene = try Scene()
    try await scene.grant(5000)
    let render: @Sendable ((SpendReceipt, AccountState.Balance)) -> KeptAnswer = { _ in
      KeptAnswer(status: 200, body: [1])
    }
    let key = try AnswerKey(scope: "sk_1", key: "k1", asked: [1])
    await #expect { try await scene.inbox.answer(Scene.spend(1_000_000, "a"), key: key, render: render) } throws: {
      $0.refusal?.code == "not_enough_credits"
    }
    #expect(try await scene.inbox.keptAnswer(key) == nil)
    #expect(
      try await scene.inbox.answer(Scene.spend(1, "a"), key: key, render: render)
        == .anew(.init(status: 200, body: [1])))
    let other = try AnswerKey(scope: "sk_1", key: "k1", asked: [2])
    await #expect { try await scene.inbox.answer(Scene.spend(2, "b"), key: other, render: render) } throws: {
      $0.refusal?.code == "idempotency_mismatch"
    }
    await #expect { try await scene.inbox.keptAnswer(other) } throws: { $0.refusal?.code == "idempotency_mismatch" }
    let elsewhere = try AnswerKey(scope: "sk_2", key: "k1", asked: [2])
    #expect(elsewhere.id != key.id)
    let kept = KeptAnswer(status: 202, body: [9])
    #expect(try await scene.inbox.keep(kept, elsewhere, of: Scene.ada) == .anew(kept))
    #expect(try await scene.inbox.keep(.init(status: 500, body: []), elsewhere, of: nil) == .replayed(kept))
  }

  @Test("An answer that cannot be written takes its command with it, and harms nobody else of its batch")
  func failingCommand() async throws {
    struct Broken: Error {}
    let scene = try Scene()
    try await scene.grant(5000)
    let before = try #require(try scene.balance()).available
    let results = await withTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<100 {
        group.addTask {
          let answered = try? await scene.inbox.answer(Scene.spend(1, "s\(number)"), key: nil) { _ in
            guard number % 10 != 7 else { throw Broken() }
            return KeptAnswer(status: 200, body: [])
          }
          return (number, answered != nil)
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    #expect(results.filter { !$0.value }.map(\.key).sorted() == Array(stride(from: 7, to: 100, by: 10)))
    #expect(try scene.balance()?.available == before - 90)
    #expect(try scene.findings().isEmpty)
  }

  @Test("Commands and deliveries are taken in the order in which they came, in few commits")
  func order() async throws {
    let scene = try Scene()
    try await scene.grant(1)
    let order = Mutex<[Int]>([])
    let gate = DispatchSemaphore(value: 0)
    scene.store.schedule { _ in gate.wait() }
    let done = DispatchSemaphore(value: 0)
    for number in 0..<50 {
      scene.inbox.submit(Scene.spend(0, "s\(number)")) { _ in
        order.withLock { $0.append(number) }
        if number == 49 { done.signal() }
      }
    }
    gate.signal()
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        done.wait()
        continuation.resume()
      }
    }
    #expect(order.withLock { $0 } == Array(0..<50))
  }

  @Test("Answers are forgotten after 30 days, in steps")
  func forgotten() async throws {
    let time = IntakeTests.SharedTime(1_800_000_000)
    let scene = try Scene(now: { time.now })
    for number in 0..<1200 {
      let key = try AnswerKey(scope: "", key: "\(number)", asked: [])
      _ = try await scene.inbox.keep(.init(status: 200, body: []), key, of: nil)
    }
    #expect(try await scene.inbox.forgetAnswers() == 0)
    time.advance(Inbox.answersKeptSeconds + 1)
    let key = try AnswerKey(scope: "", key: "young", asked: [])
    _ = try await scene.inbox.keep(.init(status: 200, body: []), key, of: nil)
    #expect(try await scene.inbox.forgetAnswers(stepsMax: 1) == 500)
    #expect(try await scene.inbox.forgetAnswers() == 700)
    #expect(try await scene.inbox.keptAnswer(key) != nil)
  }
}

extension Error {
  var refusal: Refusal? {
    if case .refused(let refusal)? = self as? CommandError { refusal } else { nil }
  }
}

/// Throws the same each time it begins with the same.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
