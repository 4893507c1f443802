import Foundation
import Generic
import Store

extension FleetLayout {
    /// Makes what the plan has and the store lacks. What is there already stays as clients have left it; what is in the
    /// plan no more, too. Pools of hosts that have not been read yet have to wait for another call.
    /// - Throws: ``StoreError``.
    public func apply(_ plan: LayoutPlan) throws {
        let (known, missing) = try make(plan)
        let rules: [Rule] = plan.rules.compactMap { rule in
            known[rule.origin].flatMap(node).map { node in
                Rule(
                    pattern: rule.pattern, role: node.kind == ContainerKind.pool.rawValue ? .pool : .place,
                    node: node.id)
            }
        }
        setDefaults { defaults in
            defaults.hosts = plan.hosts.compactMapValues { known[$0] }
            defaults.folder = known[plan.hostFolder]
            defaults.isLaidOut = true
            defaults.rules = rules
        }
        if !missing.isEmpty { sort(store.mirror.entries(type: ObjectType.vm.rawValue).map(\.id)) }
    }

    /// Makes what the containers of hosts go into, before the hosts are read. What has no containers of its own is laid out
    /// once all of it is known.
    /// - Throws: ``StoreError``.
    func prepare(_ plan: LayoutPlan, hosts: Set<String>) throws {
        guard !hosts.isEmpty else { return }
        let (known, _) = try make(plan)
        var roots: [String: String] = [:]
        for host in hosts {
            roots[host] = datacenter(of: known[plan.hosts[host] ?? plan.hostFolder].flatMap(node))?.parent
        }
        setDefaults { $0.roots = roots }
    }

    private func make(_ plan: LayoutPlan) throws -> (known: [String: String], missing: [InventoryNode]) {
        var known = Dictionary(
            store.inventory.nodes.compactMap { node in node.origin.map { ($0, node.id) } },
            uniquingKeysWith: { first, _ in first })
        var missing: [InventoryNode] = []
        for container in plan.containers where known[container.origin] == nil {
            var parent: String?
            switch container.parent {
            case nil: break
            case .container(let origin):
                guard let id = known[origin] else { continue }
                parent = id
            case .host(let name):
                guard let id = hostID(name) else { continue }
                parent = id
            }
            let node = InventoryNode(
                id: UUID().uuidString.lowercased(), kind: container.kind, holds: container.holds, name: container.name,
                parent: parent, origin: container.origin)
            known[container.origin] = node.id
            missing.append(node)
        }
        if !missing.isEmpty { try put(missing) }
        return (known, missing)
    }

    /// Puts VMs that are nowhere yet where the plan's first rule about their names has them.
    func sort(_ ids: [String]) {
        let rules = rules
        guard !rules.isEmpty else { return }
        var placements: [(object: String, role: InventoryRole, node: String?)] = []
        for entry in ids.compactMap(store.mirror.entry) where entry.type == ObjectType.vm.rawValue {
            for role in [InventoryRole.place, .pool] where store.inventory.placement(of: entry.id, role) == nil {
                let match = rules.first { $0.role == role && fnmatch($0.pattern, entry.name, 0) == 0 }
                if let match { placements.append((entry.id, role, match.node)) }
            }
        }
        // A VM that cannot be placed is where the defaults have it.
        try? store.inventory.place(placements)
    }
}
