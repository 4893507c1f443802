import GRDB
import Synchronization

/// How the fleet is laid out: its containers, and which object was put where. All of it is in memory, and in the
/// database so that it outlives a restart. An object that was put nowhere is where the layout's defaults have it.
public final class Inventory: Sendable {
    private let connection: Connection
    private let index: Mutex<InventoryIndex>

    init(_ connection: Connection) throws {
        self.connection = connection
        index = Mutex(try Self.load(connection))
    }

    /// All nodes, sorted by name and then by id.
    public var nodes: [InventoryNode] {
        index.withLock { $0.nodes.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) } }
    }

    public func node(_ id: String) -> InventoryNode? {
        index.withLock { $0.nodes[id] }
    }

    /// The nodes directly in a node or host, sorted by name and then by id.
    public func children(of id: String) -> [InventoryNode] {
        index.withLock { index in
            (index.children[id] ?? []).compactMap { index.nodes[$0] }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        }
    }

    /// Where an object was put; nil if nowhere.
    public func placement(of object: String, _ role: InventoryRole) -> String? {
        index.withLock { $0.placements[object]?[role] }
    }

    /// The objects that were put into a node.
    public func objects(in node: String) -> Set<String> {
        index.withLock { $0.objects[node] ?? [] }
    }

    /// Adds nodes or changes them, all or none.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func put(_ nodes: [InventoryNode]) throws {
        try connection.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO inventory_node (id, kind, holds, name, parent, origin, settings) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, holds = excluded.holds, name = excluded.name,
                        parent = excluded.parent, origin = excluded.origin, settings = excluded.settings
                    """)
            for node in nodes {
                try statement.execute(arguments: [
                    node.id, node.kind, node.holds, node.name, node.parent, node.origin, node.settings,
                ])
            }
        } committed: {
            index.withLock { index in for node in nodes { index.set(node) } }
        }
    }

    /// Removes nodes; what was put into them falls back to the defaults. Their identifiers are the caller's to bury.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func remove(_ ids: [String]) throws {
        try connection.write { database in
            for id in ids {
                try database.execute(sql: "DELETE FROM inventory_placement WHERE node = ?", arguments: [id])
                try database.execute(sql: "DELETE FROM inventory_node WHERE id = ?", arguments: [id])
                try AnnotationTable.remove(of: id, in: database)
                try database.execute(sql: "DELETE FROM tag_association WHERE object = ?", arguments: [id])
            }
        } committed: {
            index.withLock { index in for id in ids { index.remove(id) } }
        }
    }

    /// Puts an object into a node; nil lets it fall back to the default.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func place(_ object: String, _ role: InventoryRole, in node: String?) throws {
        try place([(object, role, node)])
    }

    /// Puts objects into nodes, all or none.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func place(_ placements: [(object: String, role: InventoryRole, node: String?)]) throws {
        let changes = placements.filter { placement(of: $0.object, $0.role) != $0.node }
        guard !changes.isEmpty else { return }
        try connection.write { database in
            let delete = try database.cachedStatement(sql: "DELETE FROM inventory_placement WHERE object = ? AND role = ?")
            let insert = try database.cachedStatement(
                sql: "INSERT INTO inventory_placement (object, role, node) VALUES (?, ?, ?)")
            for (object, role, node) in changes {
                try delete.execute(arguments: [object, role.rawValue])
                if let node { try insert.execute(arguments: [object, role.rawValue, node]) }
            }
        } committed: {
            index.withLock { index in for (object, role, node) in changes { index.place(object, role, in: node) } }
        }
    }

    /// Forgets where objects were put that are gone.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func forget(_ objects: [String]) throws {
        let known = index.withLock { index in objects.filter { index.placements[$0] != nil } }
        guard !known.isEmpty else { return }
        try connection.write { database in
            for object in known {
                try database.execute(sql: "DELETE FROM inventory_placement WHERE object = ?", arguments: [object])
            }
        } committed: {
            index.withLock { index in
                for object in known { for role in InventoryRole.allCases { index.place(object, role, in: nil) } }
            }
        }
    }

    private static func load(_ connection: Connection) throws -> InventoryIndex {
        try connection.readConsistently { database in
            var index = InventoryIndex()
            for row in try Row.fetchAll(
                database, sql: "SELECT id, kind, holds, name, parent, origin, settings FROM inventory_node") {
                index.set(
                    InventoryNode(
                        id: row[0], kind: row[1], holds: row[2], name: row[3], parent: row[4], origin: row[5],
                        settings: row[6]))
            }
            for row in try Row.fetchAll(database, sql: "SELECT object, role, node FROM inventory_placement") {
                guard let role = InventoryRole(rawValue: row[1]) else { continue }
                index.place(row[0], role, in: row[2])
            }
            return index
        }
    }
}
