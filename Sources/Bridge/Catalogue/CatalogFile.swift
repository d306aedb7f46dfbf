package import Billing
internal import Foundation
internal import Yams

/// The catalogue as people write it: one YAML file, validated whole.
package enum CatalogFile {
  /// The JSON Schema of the file, for editors.
  package static var schema: String { String(decoding: PackageResources.catalog_schema_json, as: UTF8.self) }

  /// Reads a catalogue file, or the example that is built in for nil.
  ///
  /// - Throws: `ConfigurationError` with everything that is wrong, one a line: the place and what to write there.
  package static func load(_ path: String?) throws(ConfigurationError) -> Catalog {
    let bytes = try bytes(path)
    do { return try parse(bytes) } catch {
      let count = error.all.count == 1 ? "a problem" : "\(error.all.count) problems"
      throw ConfigurationError("TOLLBRIDGE_CATALOG has \(count):\n\(error.text(file: name(path)))")
    }
  }

  /// Reads the text of a catalogue.
  ///
  /// - Throws: `CatalogProblems` with all of them.
  package static func parse(_ yaml: String) throws(CatalogProblems) -> Catalog { try parse(Array(yaml.utf8)) }

  static func parse(_ bytes: [UInt8]) throws(CatalogProblems) -> Catalog {
    let root: Node
    do { root = try CatalogText(bytes).root() } catch { throw CatalogProblems(all: [error]) }
    return try CatalogReader().catalog(root)
  }

  /// What a file is called in what people are told.
  static func name(_ path: String?) -> String { path ?? "the example catalogue" }

  /// At most one byte more than a catalogue may have, however long the file is.
  static func bytes(_ path: String?) throws(ConfigurationError) -> [UInt8] {
    guard let path else { return PackageResources.catalog_yaml }
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      return [UInt8](try file.read(upToCount: CatalogText.bytesMax + 1) ?? Data())
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw ConfigurationError(
        "TOLLBRIDGE_CATALOG: \(path) \(isThere ? "cannot be read; name a file that may be" : "is not there")")
    }
  }
}
