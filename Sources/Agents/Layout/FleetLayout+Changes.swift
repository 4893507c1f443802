import Bus
import Generic
import Store

/// Changes of the layout while the daemon runs. Whether a change is allowed, the caller has found out; all views and
/// filters that show what has changed are told.
extension FleetLayout {
    /// Adds nodes, or gives them another name, parent or settings.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func put(_ nodes: [InventoryNode]) throws {
        let before = nodes.compactMap { node($0.id)?.parent } + nodes.flatMap { store.inventory.objects(in: $0.id) }
        try store.inventory.put(nodes)
        tell(nodes, before, .updated)
    }

    /// Removes nodes, which must be empty, and their identifiers.
    /// - Throws: ``StoreError``.
    public func remove(_ nodes: [InventoryNode]) throws {
        let inside = nodes.flatMap { store.inventory.objects(in: $0.id) }
        try store.inventory.remove(nodes.map(\.id))
        for node in nodes { store.identifiers.bury(node.id) }
        try store.identifiers.flush()
        tell(nodes, inside, .removed)
    }

    /// Puts an object into a folder, cluster or pool.
    /// - Throws: ``StoreError``; then nothing was changed.
    public func place(_ object: MirrorEntry, _ role: InventoryRole, in node: InventoryNode?) throws {
        let old = store.inventory.placement(of: object.id, role)
        try store.inventory.place(object.id, role, in: node?.id)
        updates.publish([
            Update(
                id: object.id, type: object.type, change: .updated, concernsOthers: true,
                references: Set([old, node?.id, object.host].compactMap { $0 }))
        ])
    }

    private func tell(_ nodes: [InventoryNode], _ others: [String], _ change: MirrorChange) {
        updates.publish(
            nodes.map { node in
                Update(
                    id: node.id, type: node.kind, change: change, concernsOthers: true,
                    references: Set(others + [node.parent].compactMap { $0 }))
            })
    }
}
