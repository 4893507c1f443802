import Foundation
import GRDB
import Synchronization

/// What happened, in order; every event has the next number, and a number never comes again.
public final class EventLog: Sendable {
    private let connection: Connection
    private let last: Mutex<Int64>

    init(_ connection: Connection) throws {
        self.connection = connection
        last = Mutex(
            try connection.read { database in
                try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'event'") ?? 0
            })
    }

    /// Adds an event that happens now.
    /// - Parameters:
    ///   - type: what happened, such as `vm.poweredOn`
    ///   - target: generic UUID of the object it happened to
    ///   - host: generic UUID of the host it happened on
    ///   - user: who made it happen
    ///   - name: the protocol by which it was made to happen
    ///   - message: one sentence for people
    /// - Throws: ``StoreError``.
    @discardableResult
    public func append(
        type: String, target: String? = nil, host: String? = nil, user: String? = nil,
        protocol name: String? = nil, message: String
    ) throws -> Event {
        let time = Timestamp.now()
        return try connection.write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO event (time, type, target, host, user, protocol, message)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [Timestamp.text(time), type, target, host, user, name, message])
            return Event(
                seq: database.lastInsertedRowID, time: time, type: type, target: target, host: host, user: user,
                protocol: name, message: message)
        } committed: { event in
            last.withLock { $0 = event.seq }
        }
    }

    /// The events after the one with this number, oldest first.
    /// - Throws: ``StoreError``.
    public func since(_ seq: Int64, limit: Int) throws -> [Event] {
        if seq >= latest() { return [] }
        return try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT seq, time, type, target, host, user, protocol, message FROM event
                    WHERE seq > ? ORDER BY seq LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [seq, max(limit, 0)]).map { row in
                Event(
                    seq: row[0], time: try row.time(at: 1), type: row[2], target: row[3], host: row[4],
                    user: row[5], protocol: row[6], message: row[7])
            }
        }
    }

    /// The number of the last event there was, 0 before the first.
    public func latest() -> Int64 {
        last.withLock { $0 }
    }

    /// Deletes all events but for the last ones.
    /// - Throws: ``StoreError``.
    public func prune(keepingLast count: Int) throws {
        try connection.write { database in
            try database.execute(
                sql: "DELETE FROM event WHERE seq <= (SELECT seq FROM event ORDER BY seq DESC LIMIT 1 OFFSET ?)",
                arguments: [max(count, 0)])
        }
    }
}
