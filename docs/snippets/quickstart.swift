import Foundation
import TollbridgeClient

let environment = ProcessInfo.processInfo.environment
let app = environment["APP_URL"] ?? "http://127.0.0.1:8082"
let tollbridge = TollbridgeClient(
  baseURL: URL(string: environment["TOLLBRIDGE_URL"] ?? "http://127.0.0.1:8080")!,
  credential: .serverKey(environment["TOLLBRIDGE_KEY"] ?? ""))

let account = try await tollbridge.touch("user_42")
print("\(account.planName): \(account.balance.available) credits")

for card in try await tollbridge.plans(for: "user_42").cards {
  print("\(card.name) \(card.price.text), \(card.credits): \(card.button.label)")
}

let checkout = try await tollbridge.openCheckout(
  for: "user_42", buying: .plan("micro", interval: .month),
  successURL: app + "/done?checkout={CHECKOUT_SESSION_ID}", cancelURL: app + "/plans", idempotencyKey: "click-1")
guard let id = checkout.id, let page = checkout.url else { fatalError("no page but \(checkout.status)") }
print("pay at \(page)")

let result = try await tollbridge.settledPayment(of: id)
print("\(result.status): \(result.title)")

let quote = try await tollbridge.quote("video")
print("\(quote.name): \(quote.amount) credits")

let hold = try await tollbridge.hold(
  .action("video", expecting: quote.amount), from: "user_42", ttl: .seconds(600), idempotencyKey: "video-1-hold")
print("held \(hold.amount), \(hold.balance.available) left")

let job = try await tollbridge.capture(hold: hold.id, amount: 80, idempotencyKey: "video-1-capture")
print("took \(job.amount), \(job.balance.available) left")

let spend = try await tollbridge.spend(.action("image"), from: "user_42", idempotencyKey: "image-7")
print("took \(spend.amount), \(spend.balance.available) left")

do {
  try await tollbridge.spend(.action("video", quantity: 60), from: "user_42", idempotencyKey: "film-1")
} catch let problem as Problem where problem.status == 402 {
  print("\(problem.shortfall ?? 0) credits are missing")
  if let words = problem.guidance { print("\(words.title). \(words.body) [\(words.action)]") }
}
