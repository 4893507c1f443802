import Foundation
import GRDB
import Synchronization

extension Mirror {
    /// What is known in memory about an object, nil if there is none.
    public func entry(_ id: String) -> MirrorEntry? {
        index.withLock { $0.entry(id) }
    }

    /// The objects of a type on a host, sorted by name and then by id; nil stands for any.
    public func entries(type: String? = nil, host: String? = nil) -> [MirrorEntry] {
        index.withLock { $0.entries(type: type, host: host) }
    }

    /// How many objects of a type there are; nil stands for any.
    public func count(type: String? = nil) -> Int {
        index.withLock { index in
            type.map { index.counts[$0] ?? 0 } ?? index.slots.count
        }
    }

    /// The objects whose references contain this one, sorted by name and then by id.
    public func referrers(of id: String) -> [MirrorEntry] {
        index.withLock { $0.referrers(of: id) }
    }

    /// The number of the last change.
    public var revision: Int64 {
        index.withLock(\.revision)
    }

    /// Figures for metrics.
    public var statistics: MirrorStatistics {
        let (objects, revision) = index.withLock { ($0.counts, $0.revision) }
        return MirrorStatistics(objects: objects, databaseBytes: connection.bytesOnDisk, revision: revision)
    }

    /// The generic document of an object, nil if there is no such object.
    /// - Throws: ``StoreError``.
    public func generic(_ id: String) throws -> [UInt8]? {
        try document("SELECT generic FROM object WHERE id = ?", id)
    }

    /// The native document of an object, nil if there is no such object.
    /// - Throws: ``StoreError``.
    public func native(_ id: String) throws -> [UInt8]? {
        try document("SELECT native FROM object WHERE id = ?", id)
    }

    /// The generic documents of many objects by id; unknown ones are left out.
    /// - Throws: ``StoreError``.
    public func generic(_ ids: [String]) throws -> [String: [UInt8]] {
        var documents: [String: [UInt8]] = [:]
        documents.reserveCapacity(ids.count)
        try connection.readConsistently { database in
            for start in stride(from: 0, to: ids.count, by: 500) {
                let part = ids[start..<min(start + 500, ids.count)]
                let places = repeatElement("?", count: part.count).joined(separator: ", ")
                let rows = try Row.fetchCursor(
                    database.cachedStatement(sql: "SELECT id, generic FROM object WHERE id IN (\(places))"),
                    arguments: StatementArguments(part))
                while let row = try rows.next() {
                    documents[row[0]] = try row.bytes(at: 1)
                }
            }
        }
        return documents
    }

    private func document(_ sql: String, _ id: String) throws -> [UInt8]? {
        try connection.read { database in
            let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [id])
            return try rows.next()?.bytes(at: 0)
        }
    }
}
