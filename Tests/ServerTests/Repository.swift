import Bus
import Foundation
import Generic
import XML

@testable import Server

/// The files that the package is made of.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let mappings = root.appendingPathComponent("Mappings")
    static let configuration = root.appendingPathComponent("Config/dragoman.yaml")

    static func schema(_ name: String) throws -> Schema {
        try Schema(contentsOf: mappings.appendingPathComponent("generic/\(name).rng"))
    }
}

/// A directory that is deleted in the end.
final class TemporaryDirectory: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("server-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// A hash that costs little, for `secret`.
let cheapHash = PasswordHash(of: "secret", salt: Data("0123456789abcdef".utf8), logarithm: 14)
