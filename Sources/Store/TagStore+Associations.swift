import GRDB

extension TagStore {
    /// Attaches a tag; nothing happens if the object has it already.
    /// - Throws: ``StoreError`` `notFound`; `conflict` if its category does not allow it on that object.
    public func attach(_ tag: String, to object: TaggedObject) throws {
        try connection.write { database in
            let category = try Self.category(try Self.tag(tag, in: database).category, in: database)
            guard category.allows(object.type) else {
                throw StoreError(.conflict, "the category does not allow its tags on this type of object")
            }
            if category.isSingle {
                let others = try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM tag_association JOIN tag ON tag.id = tag_association.tag
                        WHERE tag.category = ? AND tag.id <> ? AND object = ? AND type = ?
                        """, arguments: [category.id, tag, object.id, object.type])
                guard others == 0 else {
                    throw StoreError(.conflict, "the object has another tag of the category, which allows only one")
                }
            }
            try database.execute(
                sql: "INSERT OR IGNORE INTO tag_association (tag, type, object) VALUES (?, ?, ?)",
                arguments: [tag, object.type, object.id])
        }
    }

    /// Takes a tag off; nothing happens if the object does not have it.
    /// - Throws: ``StoreError`` `notFound` for a tag that there is not.
    public func detach(_ tag: String, from object: TaggedObject) throws {
        try connection.write { database in
            _ = try Self.tag(tag, in: database)
            try database.execute(
                sql: "DELETE FROM tag_association WHERE tag = ? AND type = ? AND object = ?",
                arguments: [tag, object.type, object.id])
        }
    }

    /// - Throws: ``StoreError`` `notFound` for a tag that there is not.
    public func objects(with tag: String) throws -> [TaggedObject] {
        try connection.read { database in
            _ = try Self.tag(tag, in: database)
            return try Row.fetchAll(
                database, sql: "SELECT type, object FROM tag_association WHERE tag = ? ORDER BY type, object",
                arguments: [tag]
            ).map { TaggedObject(type: $0[0], id: $0[1]) }
        }
    }

    /// The names of an object's tags and of their categories, sorted by these.
    public func names(on object: TaggedObject) throws -> [(category: String, name: String)] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT tag_category.name, tag.name FROM tag_association JOIN tag ON tag.id = tag_association.tag
                    JOIN tag_category ON tag_category.id = tag.category WHERE object = ? AND type = ? ORDER BY 1, 2
                    """)
            return try Row.fetchAll(statement, arguments: [object.id, object.type]).map { ($0[0], $0[1]) }
        }
    }

    /// The objects that have a tag of a category.
    public func objects(inCategory category: String) throws -> [TaggedObject] {
        try connection.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT DISTINCT type, object FROM tag_association JOIN tag ON tag.id = tag WHERE category = ?",
                arguments: [category]
            ).map { TaggedObject(type: $0[0], id: $0[1]) }
        }
    }

    /// Calls a type by another word, in associations and in categories.
    public func rename(type: String, to word: String) throws {
        try connection.write { database in
            try database.execute(
                sql: "UPDATE OR REPLACE tag_association SET type = ? WHERE type = ?", arguments: [word, type])
            try database.execute(
                sql: "UPDATE tag_category SET types = trim(replace(' ' || types || ' ', ?, ?)) WHERE ' ' || types || ' ' LIKE ?",
                arguments: [" \(type) ", " \(word) ", "% \(type) %"])
        }
    }

    /// The tags of an object, by name.
    public func tags(on object: TaggedObject) throws -> [Tag] {
        try connection.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT tag.id, category, name, description FROM tag JOIN tag_association ON tag_association.tag = tag.id
                    WHERE object = ? AND type = ? ORDER BY name, tag.id
                    """, arguments: [object.id, object.type]
            ).map(Self.tag)
        }
    }
}
