import Foundation
import GRDB
import Synchronization

/// A copy of every host's objects, with revisions.
///
/// The index (names, revisions, references) is in memory, the documents are in the database.
public final class Mirror: Sendable {
    let connection: Connection
    let index: Mutex<MirrorIndex>
    private let identifiers: IdentifierTable

    init(_ connection: Connection, _ identifiers: IdentifierTable) throws {
        self.connection = connection
        self.identifiers = identifiers
        index = Mutex(try Self.load(connection))
    }

    /// Writes objects, all or none, together with the identifiers that are waiting to be written.
    ///
    /// An object whose documents, place, name and references are as before is `unchanged` and keeps its revision;
    /// each of the others gets the next number of one counter for the whole database.
    /// - Returns: for each write, in order, the object as it is now and what happened to it.
    /// - Throws: ``StoreError``; then nothing was changed.
    @discardableResult
    public func put(_ writes: [MirrorWrite]) throws -> [(MirrorEntry, MirrorChange)] {
        let digests = writes.map { Digest($0.generic, $0.native) }
        // Identifiers are what clients go by. All else a host tells again.
        let hasIdentifiers = identifiers.hasPending
        return try connection.write(hasIdentifiers ? .synced : .ordered) { database in
            let settled = hasIdentifiers ? try identifiers.writePending(database) : 0
            var batch = index.withLock { MirrorBatch($0, writes) }
            for (write, digest) in zip(writes, digests) {
                if let revision = batch.add(write, digest) {
                    try Self.save(write, digest, revision, in: database)
                }
            }
            try Self.save(revision: batch.revision, in: database)
            return (settled, batch)
        } committed: { settled, batch in
            identifiers.confirm(settled)
            index.withLock { $0.take(batch) }
        }.1.outcome
    }

    /// Removes objects and turns their identifiers into tombstones, all or none.
    /// - Returns: the objects that were there, each with the revision of its removal.
    /// - Throws: ``StoreError``; then nothing was changed.
    @discardableResult
    public func remove(_ ids: [String]) throws -> [MirrorEntry] {
        try connection.write { database in
            let settled = try identifiers.writePending(database)
            var revision = index.withLock(\.revision)
            var removed: [MirrorEntry] = []
            var seen: Set<String> = []
            let delete = try database.cachedStatement(sql: "DELETE FROM object WHERE id = ?")
            let untag = try database.cachedStatement(sql: "DELETE FROM tag_association WHERE object = ?")
            for id in ids where seen.insert(id).inserted {
                try IdentifierTable.bury(id, in: database)
                try untag.execute(arguments: [id])
                guard var entry = entry(id) else { continue }
                try delete.execute(arguments: [id])
                try Self.save(keys: [], of: id, in: database)
                try AnnotationTable.remove(of: id, in: database)
                revision += 1
                entry.revision = revision
                removed.append(entry)
            }
            try Self.save(revision: revision, in: database)
            return (settled, revision, removed)
        } committed: { settled, revision, removed in
            identifiers.confirm(settled)
            identifiers.forget(ids)
            index.withLock { index in
                index.expect(changes: removed.count)
                for entry in removed { index.remove(entry.id) }
                index.revision = revision
            }
        }.2
    }

    private static func save(
        _ write: MirrorWrite, _ digest: Digest, _ revision: Int64, in database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO object (id, type, host, name, revision, digest, refs, generic, native)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET type = excluded.type, host = excluded.host, name = excluded.name,
                    revision = excluded.revision, digest = excluded.digest, refs = excluded.refs,
                    generic = excluded.generic, native = excluded.native
                """)
        try statement.execute(arguments: [
            write.id, write.type, write.host, write.name, revision, digest.data,
            write.references.joined(separator: "\n"), Data(write.generic), Data(write.native),
        ])
        try save(keys: write.keys, of: write.id, in: database)
    }

    private static func save(revision: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE state SET value = ?1 WHERE name = 'revision' AND value <> ?1")
            .execute(arguments: [revision])
    }

    private static func load(_ connection: Connection) throws -> MirrorIndex {
        try connection.readConsistently { database in
            var index = MirrorIndex()
            index.revision =
                try Int64.fetchOne(database, sql: "SELECT value FROM state WHERE name = 'revision'") ?? 0
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, type, host, name, revision, refs, digest FROM object")
            while let row = try rows.next() {
                let references: String = row[5]
                let entry = MirrorEntry(
                    id: row[0], type: row[1], host: row[2], name: row[3], revision: row[4],
                    references: references.split(separator: "\n").map(String.init))
                index.set(MirrorIndex.Slot(entry: entry, digest: try Digest(row[6] as Data)))
            }
            return index
        }
    }
}
