/// One of the app's own facts as the store keeps it.
package struct StoredAppFact: Sendable, Equatable {
  /// Its account's facts are numbered from 1 in the order they were decided.
  package let sequence: Int64
  package let id: String
  package let name: String
  package let occurredAt: Int64
  package let body: String

  package init(sequence: Int64, id: String, name: String, occurredAt: Int64, body: String) {
    self.sequence = sequence
    self.id = id
    self.name = name
    self.occurredAt = occurredAt
    self.body = body
  }
}

/// Something that must happen at the provider, on its way into the store.
package struct NewIntent: Sendable, Equatable {
  package let account: String
  /// Unique within its account: the same thing asked for twice is one intent.
  package let id: String
  /// The command that asked for it.
  package let command: String
  package let name: String
  package let body: String
  /// How long it waits before it is carried out.
  package let delaySeconds: Int64

  package init(account: String, id: String, command: String, name: String, body: String, delaySeconds: Int64 = 0) {
    self.delaySeconds = delaySeconds
    self.account = account
    self.id = id
    self.command = command
    self.name = name
    self.body = body
  }
}

/// Something that must happen at the provider, and how far it got.
package struct StoredIntent: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable {
    case pending, done
    /// The provider refused it.
    case failed
    /// It was tried for as long as it is worth trying; a person must look at it.
    case givenUp = "given_up"
  }

  package let seq: Int64
  package let account: String
  package let id: String
  package let command: String
  package let name: String
  package let body: String
  package let status: Status
  package let attempts: Int64
  package let nextAttemptAt: Int64?
  /// Why it failed, or why the last attempt did.
  package let reason: String?
  /// What came of it, as JSON.
  package let result: String?
  package let createdAt: Int64
}

/// One call to the provider that an intent makes: committed before it is sent, with its key and its exact form.
package struct StoredCall: Sendable, Equatable {
  package let account: String
  package let intent: String
  /// Which of the intent's calls.
  package let step: String
  /// From 1; a further one after the key became too old to trust, or its saved answer useless.
  package let generation: Int64
  package let method: String
  package let path: String
  package let form: String
  package let idempotencyKey: String
  package let createdAt: Int64
  /// How often the provider answered with a failure that it keeps under the key.
  package let savedFailures: Int64
  package let answer: [UInt8]?
  package let requestID: String?

  package init(
    account: String, intent: String, step: String, generation: Int64, method: String, path: String, form: String,
    idempotencyKey: String, createdAt: Int64, savedFailures: Int64 = 0, answer: [UInt8]? = nil,
    requestID: String? = nil
  ) {
    self.account = account
    self.intent = intent
    self.step = step
    self.generation = generation
    self.method = method
    self.path = path
    self.form = form
    self.idempotencyKey = idempotencyKey
    self.createdAt = createdAt
    self.savedFailures = savedFailures
    self.answer = answer
    self.requestID = requestID
  }
}
