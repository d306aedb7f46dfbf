import Testing

@testable import Billing
@testable import Bridge

@Suite("Languages")
struct LanguageTests {
  @Test("Every text is there in every language, with the same values in it")
  func complete() {
    #expect(Languages.all.map(\.locale) == ["en", "ar", "de"] || Languages.all.map(\.locale) == ["en", "de", "ar"])
    for catalog in Languages.all {
      for message in Message.allCases {
        let text = catalog.template(message)
        #expect(!text.isEmpty)
        #expect(names(text) == names(message.english), "\(catalog.locale) \(message.rawValue): \(text)")
      }
    }
    for message in [Message.plansTitle, .planUpgrade, .resultSuccess, .notEnoughBody] {
      #expect(Set(Languages.all.map { $0.template(message) }).count == Languages.all.count, "\(message.rawValue)")
    }
  }

  private func names(_ text: String) -> Set<Substring> {
    Set(text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { $0.prefix { $0 != "}" } })
  }

  @Test(
    "The language that fits best what a browser asks for",
    arguments: [
      ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("DE", "de"), ("fr,de;q=0.5", "de"), ("fr", "en"), ("", "en"),
      ("en;q=0.5, de;q=0.9", "de"), ("de;q=0, en", "en"), ("de;q=nonsense", "en"), ("ar-EG", "ar"), ("*", "en"),
      (";;;,,,q=1", "en"), ("de;q=2,ar;q=1", "ar"), ("en,de", "en"),
    ])
  func best(_ asked: String, _ locale: String) { #expect(Languages.best(for: asked).locale == locale) }

  @Test("Numbers and prices as each language writes them")
  func numbers() {
    let (german, price) = (Languages.best(for: "de"), Money(amount: 1250, currency: "usd"))
    #expect(german.number(1_234_567) == "1.234.567")
    #expect(german.price(price) == "12,50\u{A0}$")
    #expect(german.price(Money(amount: 4000, currency: "eur")) == "40\u{A0}€")
    #expect(german.fullPrice(Money(amount: 30, currency: "usd")) == "0,30\u{A0}$")
    #expect(MessageCatalog.english.price(price) == "$12.50")
    #expect(MessageCatalog.english.price(Money(amount: 500, currency: "chf")) == "5.00 CHF")
    #expect(Languages.isRightToLeft("ar") && Languages.isRightToLeft("he-IL") && !Languages.isRightToLeft("de"))
  }

  @Test("A guidance says the same in other words")
  func guidance() {
    let english = Guidance(.voiceModelLimitReached, for: .init(unlockingPlan: "Macro"))
    let german = english.translated(to: Languages.best(for: "de"))
    #expect(german.code == english.code && german.destination == english.destination)
    #expect(german.title != english.title && german.body.contains("Macro"))
    #expect(german.translated(to: .english) == english)
  }
}
