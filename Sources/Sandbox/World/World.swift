/// Everything that the stand-in knows, as one value: objects, clock, randomness, what is due and what happened.
///
/// Objects are kept as JSON in the newest version's shape; members that start with `_` are notes of the world's own.
/// Nothing here waits, reads a clock or touches a network, so a run is repeatable from its seed and its calls.
package struct World: Sendable {
  package private(set) var now: Int64
  package var settings: WorldSettings
  package private(set) var agenda = Agenda()
  package private(set) var events: [EventRecord] = []
  /// The ids of all events while somebody listens; nil while nobody does.
  var journal: [String]?
  /// Payloads that wait to be sent; whoever runs the world takes them.
  package var outgoing: [Dispatch] = []
  /// The request that is being answered, for the events that it causes.
  var cause: EventRecord.Cause?
  /// Where the hosted pages are, such as `http://127.0.0.1:4242`.
  package var origin = "http://127.0.0.1"
  var savedAnswers = SavedAnswers()
  private var shelves: [String: Shelf] = [:]
  private var random: SeededGenerator

  package init(settings: WorldSettings = WorldSettings(), now: Int64) {
    self.settings = settings
    self.now = now
    random = SeededGenerator(seed: settings.seed)
  }
}

// MARK: - Objects

extension World {
  package subscript(kind: String, id: String) -> JSON? {
    get { shelves[kind]?[id] }
    set { shelves[kind, default: Shelf()][id] = newValue }
  }

  /// All objects of a kind, oldest first.
  package func all(_ kind: String) -> [JSON] { shelves[kind]?.all ?? [] }

  /// Keeps a new object under its id.
  @discardableResult mutating func keep(_ object: JSON) -> JSON {
    self[object.word("object"), object.word("id")] = object
    return object
  }

  /// Changes an object, and tells it as an event where a type is given. Null where there is no such object.
  @discardableResult mutating func change(
    _ kind: String, _ id: String, telling type: String? = nil, _ edit: (inout JSON) -> Void
  ) -> JSON {
    guard let before = self[kind, id] else { return .null }
    var after = before
    edit(&after)
    self[kind, id] = after
    if let type { tell(type, after, before: before) }
    return after
  }

  /// A new id as Stripe's look: `sub_1…`, `cus_…`.
  mutating func newID(_ prefix: String) -> String {
    switch prefix {
    case "cus", "prod", "si", "sub_sched_short": "\(prefix)_\(random.letters(14))"
    case "cs": "cs_test_a1\(random.letters(56))"
    case "whsec": "whsec_\(random.letters(32))"
    case "req": "req_\(random.letters(14))"
    case "coupon": random.letters(8)
    default: "\(prefix)_1\(random.letters(23))"
    }
  }
}

// MARK: - Time

extension World {
  mutating func plan(_ duty: Duty, at: Int64) { agenda.add(duty, at: max(at, now)) }
  mutating func cancel(_ duty: Duty) { agenda.cancel(duty) }

  /// Moves the clock forward and does everything that comes due on the way, each at its own time. Never back.
  package mutating func advance(to moment: Int64) {
    let cause = self.cause
    self.cause = nil
    while let appointment = agenda.next(by: moment) {
      now = max(now, appointment.at)
      perform(appointment.duty)
    }
    now = max(now, moment)
    self.cause = cause
    forget()
  }

  /// Events are kept for thirty days, answers for a day.
  private mutating func forget() {
    events.removeAll { $0.created < now - 30 * BillingCalendar.day }
    savedAnswers.forget(before: now - BillingCalendar.day)
  }

  private mutating func perform(_ duty: Duty) {
    switch duty {
    case .endPeriod(let id): endPeriod(id)
    case .finalize(let id): finalizeDraft(id)
    case .retry(let id): retry(id)
    case .resumeCollection(let id): resumeCollection(id)
    case .expireSession(let id): expireSession(id)
    case .settle(let id): settle(id)
    case .settleRefund(let id): settleRefund(id)
    case .dispute(let id): openDispute(id)
    case .dropPendingUpdate(let id): dropPendingUpdate(id)
    case .announceTrialEnd(let id): announceTrialEnd(id)
    }
  }
}

// MARK: - Events

extension World {
  /// Writes an event down and prepares its payload for every endpoint that asked for the type.
  mutating func tell(_ type: String, _ object: JSON, before: JSON? = nil) {
    let endpoints = all("webhook_endpoint").filter { endpoint in
      endpoint.word("status") == "enabled"
        && endpoint["enabled_events"].elements.contains { $0.text == "*" || $0.text == type }
    }
    let record = EventRecord(
      id: newID("evt"), type: type, created: now, object: object, before: before, cause: cause,
      waiting: Set(endpoints.map { $0.word("id") }))
    events.append(record)
    journal?.append(record.id)
    for endpoint in endpoints {
      let version = APIVersion(endpoint["api_version"].text ?? settings.defaultVersion.name)
      outgoing.append(
        Dispatch(
          event: record.id, type: type, endpoint: endpoint.word("id"), url: endpoint.word("url"),
          secret: endpoint.word("_secret"), body: record.rendered(version, in: self).bytes))
    }
  }

  package func event(_ id: String) -> EventRecord? { events.first { $0.id == id } }

  /// Notes that an endpoint took an event.
  package mutating func delivered(_ event: String, to endpoint: String) {
    guard let index = events.lastIndex(where: { $0.id == event }) else { return }
    events[index].waiting.remove(endpoint)
  }
}
