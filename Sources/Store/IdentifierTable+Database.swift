import Foundation
import GRDB
import Synchronization

extension IdentifierTable {
    /// Everything an object was ever called, tombstones included, oldest first.
    /// - Throws: ``StoreError``.
    public func all(uuid: String) throws -> [Identifier] {
        try select("uuid = ?", [uuid])
    }

    /// Every object that was ever called this, in any scope, tombstones included, oldest first.
    /// - Throws: ``StoreError``.
    public func find(platform: String, type: String, native: String) throws -> [Identifier] {
        try select("platform = ? AND type = ? AND native = ?", [platform, type, native])
    }

    /// Whether something is waiting to be written.
    var hasPending: Bool { index.withLock { !$0.pending.isEmpty } }

    /// Writes what is waiting to be written.
    /// - Throws: ``StoreError``; it waits on then.
    public func flush() throws {
        guard hasPending else { return }
        try connection.write(.synced, writePending, committed: confirm)
    }

    /// Writes everything, and the exact numbers to go on with.
    func settle() throws {
        try connection.write { database in
            let count = try writePending(database)
            let counters = index.withLock(\.counters)
            for (space, counter) in counters where counter.next < counter.ceiling {
                try Self.save(space, next: counter.next, isExact: true, in: database)
            }
            return (count, counters)
        } committed: { count, counters in
            confirm(count)
            index.withLock { index in
                for (space, counter) in counters {
                    index.counters[space]?.ceiling = counter.next
                }
            }
        }
    }

    /// Writes what is waiting as part of a transaction.
    /// - Returns: what to pass to ``confirm(_:)`` when it is committed.
    func writePending(_ database: Database) throws -> Int {
        let operations = index.withLock(\.pending)
        for operation in operations {
            switch operation {
            case .insert(let identifier, let created):
                try Self.insert(identifier, created, in: database)
            case .own(let uuid, let owner):
                try database.cachedStatement(
                    sql: "UPDATE identifier SET owner = ? WHERE uuid = ? AND deleted IS NULL"
                ).execute(arguments: [owner, uuid])
            case .bury(let uuid, let time):
                try Self.bury(uuid, time, in: database)
            case .count(let space, let next):
                try Self.save(space, next: next, in: database)
            case .move(let move):
                if let ousted = move.ousted { try Self.bury(ousted, in: database) }
                try database.cachedStatement(
                    sql: """
                        UPDATE identifier SET scope = ?, native = ?
                        WHERE uuid = ? AND platform = ? AND scope = ? AND type = ? AND deleted IS NULL
                        """
                ).execute(arguments: [move.to, move.native, move.uuid, move.platform, move.from, move.type])
            }
        }
        return operations.count
    }

    /// Takes what was committed off the list of what is waiting.
    func confirm(_ count: Int) {
        if count > 0 {
            index.withLock { $0.pending.removeFirst(count) }
        }
    }

    static func bury(_ uuid: String, _ time: Date = Timestamp.now(), in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE identifier SET deleted = ?1 WHERE deleted IS NULL
                    AND uuid IN (SELECT ?2 UNION ALL SELECT uuid FROM identifier WHERE owner = ?2)
                """
        ).execute(arguments: [Timestamp.text(time), uuid])
    }

    /// Puts more numbers at the disposal of a counter; those it had left are not given up.
    func reserveNumbers(in space: IdentifierIndex.Space) {
        do {
            try connection.write { database in
                let ceiling = index.withLock { $0.counters[space, default: NumberCounter()].ceiling }
                try Self.save(space, next: ceiling + NumberCounter.block, in: database)
                return ceiling + NumberCounter.block
            } committed: { ceiling in
                index.withLock { $0.counters[space]?.ceiling = ceiling }
            }
        } catch {
            // The reservation then waits with the identifiers that are made from it; flush() reports the trouble.
            index.withLock { index in
                let ceiling = index.counters[space, default: NumberCounter()].ceiling + NumberCounter.block
                index.counters[space]?.ceiling = ceiling
                index.pending.append(.count(space, next: ceiling))
            }
        }
    }

    /// What an object that is gone was called, nil if it had no name there or the database cannot be read.
    func tombstone(_ uuid: String, in space: IdentifierIndex.Space) -> String? {
        let rows = try? all(uuid: uuid)
        return rows?.last { $0.platform == space.platform && $0.scope == space.scope && $0.type == space.type }?.native
    }

    static func load(_ connection: Connection) throws -> IdentifierIndex {
        try connection.readConsistently { database in
            var index = IdentifierIndex()
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT platform, scope, type, native, uuid, owner FROM identifier WHERE deleted IS NULL")
            while let row = try rows.next() {
                let space = IdentifierIndex.Space(platform: row[0], scope: row[1], type: row[2])
                index.add(row[3], row[4], in: space, owner: row[5])
            }
            let counters = try Row.fetchCursor(database, sql: "SELECT platform, scope, type, next FROM counter")
            while let row = try counters.next() {
                let space = IdentifierIndex.Space(platform: row[0], scope: row[1], type: row[2])
                index.counters[space] = NumberCounter(ceiling: row[3])
            }
            return index
        }
    }

    private static func insert(_ identifier: Identifier, _ created: Date, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO identifier (platform, scope, type, native, generic_type, uuid, owner, created)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            identifier.platform, identifier.scope, identifier.type, identifier.native, identifier.genericType,
            identifier.uuid, identifier.owner, Timestamp.text(created),
        ])
    }

    /// Writes where counting goes on after a restart: never lower than written before, unless it is exact.
    private static func save(
        _ space: IdentifierIndex.Space, next: Int64, isExact: Bool = false, in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO counter (platform, scope, type, next) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET next = iif(?5, ?4, max(next, ?4))
                """
        ).execute(arguments: [space.platform, space.scope, space.type, next, isExact])
    }

    private func select(_ condition: String, _ arguments: StatementArguments) throws -> [Identifier] {
        try flush()
        return try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT platform, scope, type, native, generic_type, uuid, owner, deleted IS NOT NULL
                    FROM identifier WHERE \(condition) ORDER BY number
                    """)
            return try Row.fetchAll(statement, arguments: arguments).map { row in
                Identifier(
                    platform: row[0], scope: row[1], type: row[2], native: row[3], genericType: row[4],
                    uuid: row[5], owner: row[6], deleted: row[7])
            }
        }
    }
}
