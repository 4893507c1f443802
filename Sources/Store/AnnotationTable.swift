import Foundation
import GRDB
import Synchronization

/// What users keep with objects, and the fields that they defined for it. The fields are in memory too.
public final class AnnotationTable: Sendable {
    private let connection: Connection
    private let known: Mutex<[AnnotationField]>

    init(_ connection: Connection) throws {
        self.connection = connection
        known = Mutex(
            try connection.read { database in
                try Row.fetchAll(database, sql: "SELECT id, owner, name, type FROM annotation_field ORDER BY name")
                    .map { AnnotationField(id: $0[0], owner: $0[1], name: $0[2], type: $0[3]) }
            })
    }

    /// An object's annotations, sorted by owner and key.
    /// - Throws: ``StoreError``.
    public func annotations(of object: String) throws -> [Annotation] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT owner, key, value FROM annotation WHERE object = ? ORDER BY owner, key")
            return try Row.fetchAll(statement, arguments: [object]).map {
                Annotation(object: object, owner: $0[0], key: $0[1], value: $0[2])
            }
        }
    }

    /// Sets and removes annotations, all or none.
    /// - Throws: ``StoreError``.
    public func set(_ annotations: [Annotation], remove: [Annotation] = []) throws {
        try connection.write { database in
            for annotation in annotations {
                try database.cachedStatement(
                    sql: """
                        INSERT INTO annotation (object, owner, key, value) VALUES (?, ?, ?, ?)
                        ON CONFLICT (object, owner, key) DO UPDATE SET value = excluded.value
                        """
                ).execute(arguments: [annotation.object, annotation.owner, annotation.key, annotation.value])
            }
            for annotation in remove {
                try database.cachedStatement(sql: "DELETE FROM annotation WHERE object = ? AND owner = ? AND key = ?")
                    .execute(arguments: [annotation.object, annotation.owner, annotation.key])
            }
        }
    }

    // MARK: - Fields

    /// All fields, sorted by name.
    public var fields: [AnnotationField] { known.withLock { $0 } }

    public func field(_ id: String) -> AnnotationField? { known.withLock { $0.first { $0.id == id } } }

    public func field(named name: String, owner: String) -> AnnotationField? {
        known.withLock { $0.first { $0.name == name && $0.owner == owner } }
    }

    /// - Throws: ``StoreError``; `conflict` if the owner has a field of that name.
    public func add(_ field: AnnotationField) throws {
        try change { database in
            try database.execute(
                sql: "INSERT INTO annotation_field (id, owner, name, type) VALUES (?, ?, ?, ?)",
                arguments: [field.id, field.owner, field.name, field.type])
        } committed: { $0.append(field) }
    }

    /// - Throws: ``StoreError``; `conflict` if the owner has another field of that name.
    public func rename(field id: String, to name: String) throws {
        try change { database in
            try database.execute(sql: "UPDATE annotation_field SET name = ? WHERE id = ?", arguments: [name, id])
        } committed: { fields in
            for index in fields.indices where fields[index].id == id { fields[index].name = name }
        }
    }

    /// Removes a field and all its annotations.
    /// - Throws: ``StoreError``.
    public func remove(field id: String) throws {
        try change { database in
            try database.execute(sql: "DELETE FROM annotation WHERE key = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM annotation_field WHERE id = ?", arguments: [id])
        } committed: { $0.removeAll { $0.id == id } }
    }

    private func change(_ body: (Database) throws -> Void, committed: (inout [AnnotationField]) -> Void) throws {
        try connection.write(.synced, body) {
            known.withLock { fields in
                committed(&fields)
                fields.sort { $0.name < $1.name }
            }
        }
    }

    /// Forgets what was kept with an object that is gone.
    static func remove(of object: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM annotation WHERE object = ?").execute(arguments: [object])
    }
}
