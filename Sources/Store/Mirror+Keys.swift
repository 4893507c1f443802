import GRDB
import Synchronization

/// By what objects are found, other than by their identifiers and names: a table in the database, since nobody looks
/// for all of them.
extension Mirror {
    /// The objects that a search key leads to, sorted by name and then by id; nil stands for any type.
    /// - Throws: ``StoreError``.
    public func entries(key: String, type: String? = nil) throws -> [MirrorEntry] {
        let ids = try connection.read { database in
            try String.fetchAll(
                database.cachedStatement(sql: "SELECT object FROM object_key WHERE key = ?"), arguments: [key])
        }
        return ids.compactMap(entry).filter { type == nil || $0.type == type }
            .sorted { MirrorLists.Item($0) < MirrorLists.Item($1) }
    }

    /// The objects of a name, sorted by id; nil stands for any type.
    public func entries(named name: String, type: String? = nil) -> [MirrorEntry] {
        index.withLock { $0.entries(named: name, type: type) }
    }

    static func save(keys: [String], of object: String, in database: Database) throws {
        let statement = try database.cachedStatement(sql: "SELECT key FROM object_key WHERE object = ?")
        let old = Set(try String.fetchAll(statement, arguments: [object]))
        let new = Set(keys)
        for key in old.subtracting(new) {
            try database.cachedStatement(sql: "DELETE FROM object_key WHERE key = ? AND object = ?")
                .execute(arguments: [key, object])
        }
        for key in new.subtracting(old) {
            try database.cachedStatement(sql: "INSERT INTO object_key (key, object) VALUES (?, ?)")
                .execute(arguments: [key, object])
        }
    }
}
