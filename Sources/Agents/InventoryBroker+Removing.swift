import Generic
import Store
import XML

extension InventoryBroker {
    /// Removes a container. A folder takes its VMs and folders along; a pool leaves what is in it to the one around it.
    func remove(_ command: Command, _ order: Order) async throws {
        let node = try changeable(command.target, command)
        if node.kind == ContainerKind.pool.rawValue { return try dissolve(node) }
        let inside = [node] + descendants(of: node)
        let members = inside.flatMap(layout.members)
        if let other = members.first(where: { $0.type != ObjectType.vm.rawValue }) {
            throw Fault(.invalidState, "'\(node.name)' still has \(other.name) in it", ["state": "not empty"])
        }
        let unregister = command.element["vms"] == "unregister"
        if !unregister { try checkOff(members) }
        for vm in members {
            let fault = await order.fault(of: unregister ? "vm.unregister" : "vm.destroy", vm.id)
            // Where there is none any more, somebody else was quicker.
            if let fault, fault.code != .notFound { throw fault }
        }
        try layout.remove(inside.reversed())
    }

    private func descendants(of node: InventoryNode) -> [InventoryNode] { descendants(of: node.id) }

    /// All nodes in a node or host.
    func descendants(of id: String) -> [InventoryNode] {
        layout.children(of: id).flatMap { [$0] + descendants(of: $0) }
    }

    /// No machine goes before it is known that all can go.
    private func checkOff(_ vms: [MirrorEntry]) throws {
        let documents = try store.mirror.generic(vms.map(\.id))
        for vm in vms {
            guard let bytes = documents[vm.id] else { continue }
            let state = try Document(parsing: bytes).string(at: "/*/g:powerState", namespaces: Namespaces.prefixes)
            if ["running", "paused"].contains(state) {
                throw Fault(
                    .invalidPowerState, "\(vm.name) is running", ["expected": "off suspended crashed", "actual": state])
            }
        }
    }

    private func dissolve(_ pool: InventoryNode) throws {
        guard let parent = pool.parent else { return }
        var children = layout.children(of: pool.id)
        for child in children { try checkFree(child.name, in: parent, but: pool.id) }
        for index in children.indices { children[index].parent = parent }
        if !children.isEmpty { try layout.put(children) }
        for vm in layout.members(of: pool) { try layout.place(vm, .pool, in: layout.node(parent)) }
        try layout.remove([pool])
    }
}
