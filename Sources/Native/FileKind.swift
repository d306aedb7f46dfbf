internal import Glibc

/// What stands at a path, at the end of whatever links lead there.
package enum FileKind {
  /// Whether it is a folder; nil where there is nothing of that name.
  package static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR
  }
}
