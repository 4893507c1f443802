import Generic
import Store

/// Containers that hosts have themselves. They are where they are on their host; what is in no other container there is
/// in the folder that the datacenter around the host's place in the configuration is in.
extension FleetLayout {
    /// Takes over what a host tells of containers.
    /// - Throws: ``StoreError``; then nothing was changed.
    func mirror(_ containers: [InventoryNode], of host: String) throws {
        let changed = containers.map { container in
            var node = container
            if node.parent == nil, node.holds == ContainerKind.datacenter.rawValue {
                node.parent = rootFolder(of: host)
                node.name = host
            }
            return node
        }.filter { $0.parent != nil && node($0.id) != $0 }
        if !changed.isEmpty { try put(changed) }
    }

    /// Forgets the containers that a host has no more, and those of hosts that the configuration has no more.
    /// - Throws: ``StoreError``; then nothing was changed.
    func forget(_ gone: (InventoryNode) -> Bool) throws {
        let nodes = store.inventory.nodes.filter { $0.host != nil && gone($0) }
        if !nodes.isEmpty { try remove(nodes.sorted { depth($0) > depth($1) }) }
    }

    private func depth(_ node: InventoryNode) -> Int {
        var depth = 0
        var current = node
        while let parent = current.parent.flatMap(self.node), depth < 100 {
            depth += 1
            current = parent
        }
        return depth
    }
}
