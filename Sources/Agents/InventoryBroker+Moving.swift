import Generic
import Store
import XML

extension InventoryBroker {
    private struct Move {
        var nodes: [InventoryNode] = []
        var objects: [MirrorEntry] = []
        /// What divided hosts that stand alone no more.
        var gone: [InventoryNode] = []
    }

    /// Moves containers and objects into the target, all or, when one cannot be moved, none.
    func move(_ command: Command) throws {
        let isPool = command.element["role"] == InventoryRole.pool.rawValue
        let target = layout.node(command.target)
        var move = Move()
        for id in command.element.all("object").compactMap({ $0["id"] }) {
            if let entry = store.mirror.entry(id) {
                try isPool ? checkPool(of: entry, command.target) : check(entry, into: target)
                move.objects.append(entry)
                if target?.kind == ContainerKind.cluster.rawValue { move.gone += descendants(of: entry.id) }
            } else {
                move.nodes.append(try moved(try changeable(id, command), into: command.target, isPool: isPool))
            }
        }
        move.nodes.removeAll { $0.parent == layout.node($0.id)?.parent }
        if !move.nodes.isEmpty { try layout.put(move.nodes) }
        for entry in move.objects { try layout.place(entry, isPool ? .pool : .place, in: target) }
        if !move.gone.isEmpty { try layout.remove(move.gone.reversed()) }
    }

    private func check(_ entry: MirrorEntry, into folder: InventoryNode?) throws(Fault) {
        if let folder, folder.kind == ContainerKind.cluster.rawValue { return try check(entry, intoCluster: folder) }
        guard let folder, folder.kind == ContainerKind.folder.rawValue, folder.holds == entry.type else {
            throw Fault(.notSupported, "The folder is not for \(entry.name)", ["command": "container.move"])
        }
        if let present = layout.place(of: entry), let host = present.host {
            throw Fault(
                .notSupported, "\(entry.name) is where \(host) has it, and cannot leave it", ["command": "container.move"])
        }
        let host = store.mirror.entry(entry.host)
        let datacenter = host.flatMap { layout.datacenter(of: layout.place(of: $0)) }
        guard layout.datacenter(of: folder)?.id == datacenter?.id || entry.type == ObjectType.host.rawValue else {
            throw invalid(folder, "The folder is in another datacenter than the host of \(entry.name)")
        }
        if entry.type == ObjectType.host.rawValue { try checkLeaving(entry, into: folder) }
        // Where hosts' objects are at first, their names may be there twice, and they may come back.
        let isFirst = folder.parent.flatMap(layout.node)?.kind == ContainerKind.datacenter.rawValue
        if !isFirst, layout.place(of: entry)?.id != folder.id { try checkFree(layout.name(of: entry), in: folder.id, but: entry.id) }
    }

    /// The pool of a VM divides what the VM's own host or cluster has.
    private func checkPool(of entry: MirrorEntry, _ pool: String) throws(Fault) {
        let compute = store.mirror.entry(entry.host).map(layout.compute)
        guard entry.type == ObjectType.vm.rawValue, layout.owner(ofPool: pool) == compute else {
            throw Fault(.invalidArgument, "The pool has no part in the host of \(entry.name)", ["argument": "list"])
        }
    }

    private func moved(_ node: InventoryNode, into target: String, isPool: Bool) throws(Fault) -> InventoryNode {
        let isDivision = node.kind == ContainerKind.pool.rawValue
        guard isDivision == isPool else {
            throw Fault(.notSupported, "'\(node.name)' cannot be moved there", ["command": "container.move"])
        }
        if isDivision {
            guard layout.owner(ofPool: target) == layout.owner(ofPool: node.id) else {
                throw Fault(.invalidArgument, "The pools divide different hosts", ["argument": "list"])
            }
        } else {
            let folder = try self.node(target)
            let isCluster = node.kind == ContainerKind.cluster.rawValue
            let wanted = node.kind == ContainerKind.folder.rawValue ? node.holds : isCluster ? ObjectType.host.rawValue : node.kind
            guard folder.kind == ContainerKind.folder.rawValue, folder.holds == wanted else {
                throw Fault(.notSupported, "The folder is not for '\(node.name)'", ["command": "container.move"])
            }
            guard layout.datacenter(of: folder)?.id == layout.datacenter(of: node)?.id || isAbove(node) else {
                throw invalid(folder, "The folder is in another datacenter than '\(node.name)'")
            }
        }
        var current = layout.node(target)
        while let ancestor = current {
            if ancestor.id == node.id, let folder = layout.node(target) {
                throw invalid(folder, "'\(node.name)' cannot be moved into itself")
            }
            current = ancestor.parent.flatMap(layout.node)
        }
        if node.parent != target { try checkFree(node.name, in: target, but: node.id) }
        var node = node
        node.parent = target
        return node
    }

    /// Whether a node is above the datacenters: one of them, or a folder of such.
    private func isAbove(_ node: InventoryNode) -> Bool {
        node.kind == ContainerKind.datacenter.rawValue || node.holds == ContainerKind.datacenter.rawValue
    }

    private func invalid(_ folder: InventoryNode, _ why: String) -> Fault {
        Fault(.invalidArgument, why, ["argument": "folder", "folder": folder.id])
    }
}
