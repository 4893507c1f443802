import GRDB
import Synchronization

/// The roles that clients have defined and the permissions that they have given. All of it is in memory too, where each
/// request looks.
public final class AccessStore: Sendable {
    private let connection: Connection
    private let content: Mutex<Content>

    private struct Content {
        var roles: [Int: StoredRole] = [:]
        /// By principal.
        var permissions: [String: [Permission.Place: Permission]] = [:]
        var revision = 0

        mutating func set(_ permission: Permission) {
            permissions[permission.principal, default: [:]][permission.place] = permission
        }

        mutating func remove(where isGone: (Permission) -> Bool) {
            for (principal, places) in permissions {
                let left = places.filter { !isGone($0.value) }
                permissions[principal] = left.isEmpty ? nil : left
            }
        }
    }

    init(_ connection: Connection) throws {
        self.connection = connection
        content = Mutex(try Self.load(connection))
    }

    /// Another number after each change.
    public var revision: Int { content.withLock(\.revision) }

    // MARK: - Permissions

    /// All permissions, sorted by principal and place.
    public var permissions: [Permission] {
        content.withLock { $0.permissions.values.flatMap(\.values) }.sorted { left, right in
            (left.principal, left.place.object, left.place.aspect, left.place.scope)
                < (right.principal, right.place.object, right.place.aspect, right.place.scope)
        }
    }

    /// What a principal was given, by place.
    public func permissions(of principal: String) -> [Permission.Place: Permission] {
        content.withLock { $0.permissions[principal] ?? [:] }
    }

    /// What was given at a place, sorted by principal.
    public func permissions(at place: Permission.Place) -> [Permission] {
        content.withLock { content in content.permissions.values.compactMap { $0[place] } }
            .sorted { $0.principal < $1.principal }
    }

    public func permission(of principal: String, at place: Permission.Place) -> Permission? {
        content.withLock { $0.permissions[principal]?[place] }
    }

    /// Gives permissions, each in place of what its principal had there, and takes others away; all or none.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func change(set new: [Permission] = [], remove old: [Permission] = []) throws {
        try connection.write { database in
            for permission in old { try Self.delete(permission, in: database) }
            for permission in new { try Self.insert(permission, in: database) }
        } committed: {
            changed { content in
                let gone = Set(old.map { Key($0) })
                content.remove { gone.contains(Key($0)) }
                for permission in new { content.set(permission) }
            }
        }
    }

    /// Forgets the permissions at objects that are gone.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func forget(_ objects: [String]) throws {
        let gone = Set(objects)
        let known = content.withLock { content in
            content.permissions.values.contains { $0.keys.contains { gone.contains($0.object) } }
        }
        guard known else { return }
        try connection.write { database in
            for object in gone {
                try database.execute(sql: "DELETE FROM access_permission WHERE object = ?", arguments: [object])
            }
        } committed: {
            changed { $0.remove { gone.contains($0.place.object) } }
        }
    }

    // MARK: - Roles

    /// The roles that clients have defined, by their numbers.
    public var roles: [StoredRole] {
        content.withLock { $0.roles.values.sorted { $0.id < $1.id } }
    }

    public func role(_ id: Int) -> StoredRole? { content.withLock { $0.roles[id] } }

    /// - Throws: ``StoreError``; `conflict` if there is a role of that name.
    public func add(_ name: String, _ privileges: [String]) throws -> StoredRole {
        try connection.write { database in
            try database.execute(
                sql: "INSERT INTO access_role (name, privileges) VALUES (?, ?)",
                arguments: [name, privileges.joined(separator: " ")])
            return StoredRole(id: Int(database.lastInsertedRowID), name: name, privileges: privileges)
        } committed: { role in
            changed { $0.roles[role.id] = role }
        }
    }

    /// - Throws: ``StoreError``; `conflict` if there is another role of that name.
    public func update(_ role: StoredRole) throws {
        try connection.write { database in
            try database.execute(
                sql: "UPDATE access_role SET name = ?, privileges = ? WHERE id = ?",
                arguments: [role.name, role.privileges.joined(separator: " "), role.id])
        } committed: {
            changed { $0.roles[role.id] = role }
        }
    }

    /// Removes a role and all permissions that give it.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func remove(role id: Int) throws {
        try connection.write { database in
            try database.execute(sql: "DELETE FROM access_permission WHERE role = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM access_role WHERE id = ?", arguments: [id])
        } committed: {
            changed { content in
                content.roles[id] = nil
                content.remove { $0.role == id }
            }
        }
    }

    private func changed(_ body: (inout Content) -> Void) {
        content.withLock { content in
            body(&content)
            content.revision += 1
        }
    }

    // MARK: - Rows

    private struct Key: Hashable {
        let place: Permission.Place
        let principal: String

        init(_ permission: Permission) {
            place = permission.place
            principal = permission.principal
        }
    }

    private static func insert(_ permission: Permission, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO access_permission (scope, object, aspect, principal, role, propagates) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (object, scope, aspect, principal) DO UPDATE
                    SET role = excluded.role, propagates = excluded.propagates
                """,
            arguments: [
                permission.place.scope, permission.place.object, permission.place.aspect, permission.principal,
                permission.role, permission.propagates,
            ])
    }

    private static func delete(_ permission: Permission, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM access_permission WHERE scope = ? AND object = ? AND aspect = ? AND principal = ?",
            arguments: [permission.place.scope, permission.place.object, permission.place.aspect, permission.principal])
    }

    private static func load(_ connection: Connection) throws -> Content {
        try connection.readConsistently { database in
            var content = Content()
            for row in try Row.fetchAll(database, sql: "SELECT id, name, privileges FROM access_role") {
                let privileges: String = row[2]
                let role = StoredRole(
                    id: row[0], name: row[1], privileges: privileges.split(separator: " ").map(String.init))
                content.roles[role.id] = role
            }
            for row in try Row.fetchAll(
                database, sql: "SELECT scope, object, aspect, principal, role, propagates FROM access_permission")
            {
                content.set(
                    Permission(
                        place: .init(scope: row[0], object: row[1], aspect: row[2]), principal: row[3], role: row[4],
                        propagates: row[5]))
            }
            return content
        }
    }
}
