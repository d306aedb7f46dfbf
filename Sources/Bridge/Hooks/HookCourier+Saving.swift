internal import Logging
internal import Store

/// How a courier leaves in the store how far its endpoint got.
extension HookCourier {
  private static let savePause = Duration.seconds(1)

  /// Gives rows that have none a delivery of their own.
  func keepNew(_ items: [HookQueue.Item], until time: Int64) {
    keep(items.filter { !progress.isKept($0.row.seq) }, until: time)
  }

  /// Notes what must still be told, and when it is tried next.
  func keep(_ items: [HookQueue.Item], until time: Int64, _ reason: String? = nil) {
    for item in items { progress.keep(item, nextAttemptAt: time, reason: reason) }
    saveSoon()
  }

  func saveSoon() {
    guard alarm == nil, mood != .closing else { return }
    alarm = Task {
      try? await Task.sleep(for: Self.savePause)
      alarm = nil
      await save()
    }
  }

  /// Writes how far it got; what cannot be written is tried again a second later.
  func save() async {
    while let saving { await saving.value }
    guard let save = progress.takeSave() else { return }
    let writing = Task { await write(save) }
    saving = writing
    await writing.value
  }

  private func write(_ save: HookProgress.Save) async {
    do {
      try await inbox.write { try save.write($0) }
      progress.saved(save)
    } catch {
      progress.takeBack(save)
      logger.error("how far hooks got could not be stored", metadata: ["error": "\(error)"])
      saveSoon()
    }
    saving = nil
  }
}
