import Foundation
import GRDB
import Synchronization

/// What clients have set of a server or a host where no hypervisor has a place for it, and what they have registered with a
/// server. All of it is in memory too.
public final class SettingStore: Sendable {
    private let connection: Connection
    private let content: Mutex<Content>

    private struct Content {
        /// By object, then key.
        var settings: [String: [String: String]] = [:]
        var registrations: [String: [UInt8]] = [:]
    }

    init(_ connection: Connection) throws {
        self.connection = connection
        content = Mutex(
            try connection.readConsistently { database in
                var content = Content()
                for row in try Row.fetchAll(database, sql: "SELECT object, key, value FROM setting") {
                    content.settings[row[0], default: [:]][row[1]] = row[2]
                }
                for row in try Row.fetchAll(database, sql: "SELECT key, document FROM registration") {
                    content.registrations[row[0]] = try row.bytes(at: 1)
                }
                return content
            })
    }

    /// What was set of an object, by key.
    public func settings(of object: String) -> [String: String] {
        content.withLock { $0.settings[object] ?? [:] }
    }

    /// The objects that a key is set of.
    public func objects(with key: String) -> [String] {
        content.withLock { content in content.settings.filter { $0.value[key] != nil }.map(\.key) }
    }

    /// Sets values of an object, all or none.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func set(_ values: [String: String], of object: String) throws {
        try connection.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO setting (object, key, value) VALUES (?, ?, ?)
                    ON CONFLICT (object, key) DO UPDATE SET value = excluded.value
                    """)
            for (key, value) in values { try statement.execute(arguments: [object, key, value]) }
        } committed: {
            content.withLock { $0.settings[object, default: [:]].merge(values) { $1 } }
        }
    }

    /// Forgets values of an object.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func remove(_ keys: [String], of object: String) throws {
        try connection.write { database in
            let statement = try database.cachedStatement(sql: "DELETE FROM setting WHERE object = ? AND key = ?")
            for key in keys { try statement.execute(arguments: [object, key]) }
        } committed: {
            content.withLock { content in
                for key in keys { content.settings[object]?[key] = nil }
                if content.settings[object]?.isEmpty == true { content.settings[object] = nil }
            }
        }
    }

    /// What was registered, by key.
    public var registrations: [String: [UInt8]] { content.withLock(\.registrations) }

    public func registration(_ key: String) -> [UInt8]? { content.withLock { $0.registrations[key] } }

    /// Registers a document.
    /// - Throws: ``StoreError``; `conflict` if the key is in use, and `notFound` if it must be and is not.
    public func register(_ document: [UInt8], as key: String, replacing: Bool) throws {
        try connection.write { database in
            let sql =
                replacing
                ? "UPDATE registration SET document = ?2 WHERE key = ?1"
                : "INSERT INTO registration (key, document) VALUES (?1, ?2)"
            try database.execute(sql: sql, arguments: [key, Data(document)])
            guard database.changesCount == 1 else { throw StoreError(.notFound, "nothing is registered as \(key)") }
        } committed: {
            content.withLock { $0.registrations[key] = document }
        }
    }

    /// - Throws: ``StoreError``; `notFound` if nothing is registered as that.
    public func unregister(_ key: String) throws {
        try connection.write { database in
            try database.execute(sql: "DELETE FROM registration WHERE key = ?", arguments: [key])
            guard database.changesCount == 1 else { throw StoreError(.notFound, "nothing is registered as \(key)") }
        } committed: {
            content.withLock { $0.registrations[key] = nil }
        }
    }
}
