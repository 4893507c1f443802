import Foundation
import GRDB
import Synchronization

/// What happened, in order; every event has the next number, and a number never comes again.
public final class EventLog: Sendable {
    let connection: Connection
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
    ///   - called: what that object is called
    ///   - host: generic UUID of the host it happened on
    ///   - user: who made it happen
    ///   - name: the protocol by which it was made to happen
    ///   - chain: the chain of the command that made it happen; a chain of its own unless given
    ///   - message: one sentence for people
    ///   - details: what else is known
    ///   - fault: the serialised generic fault of what failed
    /// - Throws: ``StoreError``.
    @discardableResult
    public func append(
        type: String, target: String? = nil, called: String? = nil, host: String? = nil, user: String? = nil,
        protocol name: String? = nil, chain: Int64? = nil, message: String, details: [String: String] = [:],
        fault: [UInt8]? = nil
    ) throws -> Event {
        let time = Timestamp.now()
        return try connection.write(.ordered) { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO event (time, type, target, host, user, protocol, message, name, chain, details, fault)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                Timestamp.text(time), type, target, host, user, name, message, called, chain,
                details.isEmpty ? nil : try Event.text(details), fault.map { Data($0) },
            ])
            let seq = database.lastInsertedRowID
            return Event(
                seq: seq, time: time, type: type, target: target, name: called, host: host, user: user,
                protocol: name, chain: chain ?? Event.ownChain(seq), message: message, details: details, fault: fault)
        } committed: { event in
            last.withLock { $0 = event.seq }
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
