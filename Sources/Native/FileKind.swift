internal import Glibc

/// What stands at a path, at the end of whatever links lead there.
package enum FileKind {
  /// Whether it is a folder; nil where there is nothing of that name.
  package static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes an empty file for its owner alone, where nothing is there yet. Where it cannot be made, opening it says why.
  package static func makeForOwnerAlone(_ path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }
}
