/// Words that stand where a secret should have been put.
enum Placeholder {
  private static let words = [
    "...", "changeme", "change_me", "change-me", "placeholder", "your_", "your-", "yoursecret", "replace", "xxxx",
    "<your",
    "${", "0123456789abcdef0123456789abcdef",
  ]

  static func isIn(_ secret: some StringProtocol) -> Bool {
    let text = secret.lowercased()
    return words.contains { text.contains($0) }
  }
}
