import Bus
import Generic
import Store

/// Networks of one name in a datacenter are one network to clients: the first to come stands for the others, and does
/// so over restarts.
extension FleetLayout {
    public func alias(of id: String) -> String? { store.inventory.placement(of: id, .alias) }

    public func aliases(of id: String) -> Set<String> { store.inventory.objects(in: id) }

    func join(_ updates: [Update]) {
        let networks = updates.filter { $0.concernsOthers && $0.type == ObjectType.network.rawValue }
        self.updates.publish(networks.flatMap(standIn))
    }

    func datacenter(of entry: MirrorEntry) -> InventoryNode? {
        store.mirror.entry(entry.host).flatMap { datacenter(of: place(of: $0)) }
    }

    /// - Returns: changes of those that are shown as another than before, and of those that stand in or did.
    private func standIn(_ update: Update) -> [Update] {
        var changed: Set<String> = []
        for id in [update.id] + aliases(of: update.id).sorted() {
            let before = alias(of: id)
            let after = store.mirror.entry(id).flatMap(standIn(for:))
            guard before != after else { continue }
            // What cannot be kept is looked for again with the next change of the network.
            try? store.inventory.place(id, .alias, in: after)
            changed.formUnion([id, before, after].compactMap { $0 })
        }
        return changed.compactMap(store.mirror.entry).map {
            Update(id: $0.id, type: $0.type, change: .updated, concernsOthers: true, references: [])
        }
    }

    /// The network that is shown in place of this one; nil: itself. Those of one host stay apart.
    private func standIn(for network: MirrorEntry) -> String? {
        guard let datacenter = datacenter(of: network) else { return nil }
        let alike = all(.network, in: datacenter).filter { $0.name == network.name && $0.id != network.id }
        guard !alike.contains(where: { $0.host == network.host }) else { return nil }
        if let present = alias(of: network.id), alike.contains(where: { $0.id == present && alias(of: present) == nil })
        {
            return present
        }
        return alike.first { alias(of: $0.id) == nil }?.id
    }
}
