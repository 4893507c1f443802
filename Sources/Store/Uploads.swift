import Foundation
import GRDB

/// Files that clients have sent and that wait for what they were sent for, by the identifier of a datastore and a path in it.
public final class Uploads: Sendable {
    public struct Upload: Sendable, Hashable {
        public var datastore: String
        public var path: String
        public var content: [UInt8]
        public var user: String
        public var created: Date
    }

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps a file, in place of one of the same name.
    /// - Throws: ``StoreError``.
    public func put(_ content: [UInt8], datastore: String, path: String, user: String) throws {
        let time = Timestamp.text(Timestamp.now())
        try connection.write { database in
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO upload (datastore, path, content, user, created) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [datastore, path, Data(content), user, time])
        }
    }

    /// - Throws: ``StoreError``.
    public func find(datastore: String, path: String) throws -> Upload? {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT datastore, path, content, user, created FROM upload WHERE datastore = ? AND path = ?")
            return try Row.fetchOne(statement, arguments: [datastore, path]).map(Self.upload)
        }
    }

    /// All files of a datastore, by path.
    /// - Throws: ``StoreError``.
    public func all(datastore: String) throws -> [Upload] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT datastore, path, content, user, created FROM upload WHERE datastore = ? ORDER BY path")
            return try Row.fetchAll(statement, arguments: [datastore]).map(Self.upload)
        }
    }

    /// - Returns: whether there was such a file.
    /// - Throws: ``StoreError``.
    @discardableResult
    public func remove(datastore: String, path: String) throws -> Bool {
        try connection.write { database in
            try database.execute(
                sql: "DELETE FROM upload WHERE datastore = ? AND path = ?", arguments: [datastore, path])
            return database.changesCount > 0
        }
    }

    /// Deletes all but the files that came last.
    /// - Throws: ``StoreError``.
    public func prune(keepingLast count: Int) throws {
        try connection.write { database in
            try database.execute(
                sql: """
                    DELETE FROM upload WHERE rowid NOT IN (SELECT rowid FROM upload ORDER BY created DESC, rowid DESC LIMIT ?)
                    """, arguments: [max(count, 0)])
        }
    }

    private static func upload(_ row: Row) throws -> Upload {
        let content: Data = row[2]
        return Upload(
            datastore: row[0], path: row[1], content: Array(content), user: row[3], created: try row.time(at: 4))
    }
}
