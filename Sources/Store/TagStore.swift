import Foundation
import GRDB

/// Categories, tags and what they are attached to.
///
/// All methods throw ``StoreError``: `notFound` for what is not there, `conflict` for a name that is taken.
public final class TagStore: Sendable {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: - Categories

    public func categories() throws -> [TagCategory] {
        try connection.read { database in
            try Row.fetchAll(database, sql: "SELECT id, name, description, single, types FROM tag_category ORDER BY name, id")
                .map(Self.category)
        }
    }

    public func category(_ id: String) throws -> TagCategory {
        try connection.read { try Self.category(id, in: $0) }
    }

    public func add(_ category: TagCategory) throws {
        try connection.write { database in
            try Self.expectFree(
                "SELECT id FROM tag_category WHERE name = ?", [category.name], except: category.id, in: database)
            try database.execute(
                sql: "INSERT INTO tag_category (id, name, description, single, types) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    category.id, category.name, category.description, category.isSingle,
                    category.types.joined(separator: " "),
                ])
        }
    }

    public func update(_ category: TagCategory) throws {
        try connection.write { database in
            _ = try Self.category(category.id, in: database)
            try Self.expectFree(
                "SELECT id FROM tag_category WHERE name = ?", [category.name], except: category.id, in: database)
            try database.execute(
                sql: "UPDATE tag_category SET name = ?, description = ?, single = ?, types = ? WHERE id = ?",
                arguments: [
                    category.name, category.description, category.isSingle, category.types.joined(separator: " "),
                    category.id,
                ])
        }
    }

    /// Its tags go too.
    public func removeCategory(_ id: String) throws {
        try connection.write { database in
            _ = try Self.category(id, in: database)
            try database.execute(sql: "DELETE FROM tag_category WHERE id = ?", arguments: [id])
        }
    }

    // MARK: - Tags

    /// The tags of a category, by name; nil stands for any.
    public func tags(of category: String? = nil) throws -> [Tag] {
        try connection.read { database in
            if let category { _ = try Self.category(category, in: database) }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT id, category, name, description FROM tag WHERE ?1 IS NULL OR category = ?1 ORDER BY name, id
                    """, arguments: [category]
            ).map(Self.tag)
        }
    }

    public func tag(_ id: String) throws -> Tag {
        try connection.read { try Self.tag(id, in: $0) }
    }

    public func add(_ tag: Tag) throws {
        try connection.write { database in
            _ = try Self.category(tag.category, in: database)
            try Self.expectFree(
                "SELECT id FROM tag WHERE category = ? AND name = ?", [tag.category, tag.name], except: tag.id,
                in: database)
            try database.execute(
                sql: "INSERT INTO tag (id, category, name, description) VALUES (?, ?, ?, ?)",
                arguments: [tag.id, tag.category, tag.name, tag.description])
        }
    }

    public func update(_ tag: Tag) throws {
        try connection.write { database in
            _ = try Self.tag(tag.id, in: database)
            try Self.expectFree(
                "SELECT id FROM tag WHERE category = ? AND name = ?", [tag.category, tag.name], except: tag.id,
                in: database)
            try database.execute(
                sql: "UPDATE tag SET name = ?, description = ? WHERE id = ?",
                arguments: [tag.name, tag.description, tag.id])
        }
    }

    /// It is taken off everything.
    public func removeTag(_ id: String) throws {
        try connection.write { database in
            _ = try Self.tag(id, in: database)
            try database.execute(sql: "DELETE FROM tag WHERE id = ?", arguments: [id])
        }
    }

    // MARK: - Rows

    static func category(_ id: String, in database: Database) throws -> TagCategory {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT id, name, description, single, types FROM tag_category WHERE id = ?",
                arguments: [id])
        else { throw StoreError(.notFound, "there is no such category") }
        return category(row)
    }

    static func tag(_ id: String, in database: Database) throws -> Tag {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT id, category, name, description FROM tag WHERE id = ?", arguments: [id])
        else { throw StoreError(.notFound, "there is no such tag") }
        return tag(row)
    }

    private static func category(_ row: Row) -> TagCategory {
        let types: String = row[4]
        return TagCategory(
            id: row[0], name: row[1], description: row[2], isSingle: row[3],
            types: types.split(separator: " ").map(String.init))
    }

    static func tag(_ row: Row) -> Tag {
        Tag(id: row[0], category: row[1], name: row[2], description: row[3])
    }

    private static func expectFree(
        _ sql: String, _ arguments: StatementArguments, except id: String, in database: Database
    ) throws {
        if let other = try String.fetchOne(database, sql: sql, arguments: arguments), other != id {
            throw StoreError(.conflict, "the name is taken")
        }
    }
}
