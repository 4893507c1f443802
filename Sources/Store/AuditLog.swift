import Foundation
import GRDB

/// Who tried to change what, from where, and what came of it.
public final class AuditLog: Sendable {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds an attempt that is made now.
    /// - Parameters:
    ///   - user: who made it, or claimed to be
    ///   - name: the protocol it came by
    ///   - address: the network address it came from
    ///   - action: what was to be done
    ///   - target: generic UUID of the object it was to be done to
    ///   - outcome: what came of it
    /// - Throws: ``StoreError``.
    public func append(
        user: String, protocol name: String, address: String, action: String, target: String? = nil, outcome: String
    ) throws {
        let time = Timestamp.text(Timestamp.now())
        try connection.write(.ordered) { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO audit (time, user, protocol, address, action, target, outcome)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [time, user, name, address, action, target, outcome])
        }
    }

    /// The last attempts, newest first.
    /// - Throws: ``StoreError``.
    public func recent(limit: Int) throws -> [AuditRecord] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, time, user, protocol, address, action, target, outcome FROM audit
                    ORDER BY id DESC LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [max(limit, 0)]).map { row in
                AuditRecord(
                    id: row[0], time: try row.time(at: 1), user: row[2], protocol: row[3], address: row[4],
                    action: row[5], target: row[6], outcome: row[7])
            }
        }
    }

    /// Deletes all attempts but for the last ones.
    /// - Throws: ``StoreError``.
    public func prune(keepingLast count: Int) throws {
        try connection.write { database in
            try database.execute(
                sql: "DELETE FROM audit WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?)",
                arguments: [max(count, 0)])
        }
    }
}
