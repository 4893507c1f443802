import Foundation
import GRDB
import Store

/// A directory that is deleted in the end, with a store in it.
final class Scratch {
    let directory: URL
    let store: Store

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        store = try Store(directory: directory)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// Opens what would be found on disk if the program were killed now.
    func afterCrash() throws -> Store {
        let copy = directory.appendingPathComponent("copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for name in ["dragoman.sqlite", "dragoman.sqlite-wal"] {
            try FileManager.default.copyItem(
                at: directory.appendingPathComponent(name), to: copy.appendingPathComponent(name))
        }
        return try Store(directory: copy)
    }

    /// Closes the store and opens it again.
    func reopened() throws -> Store {
        try store.close()
        return try Store(directory: directory)
    }

    /// Looks into the database, or changes it, past the store.
    func raw<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try DatabaseQueue(path: directory.appendingPathComponent("dragoman.sqlite").path).write(body)
    }
}

func bytes(_ text: String) -> [UInt8] {
    Array(text.utf8)
}
