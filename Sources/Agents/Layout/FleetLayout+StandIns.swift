import Bus
import Generic
import Store
import XML

/// Networks of one name in a datacenter, and datastores of one share, are one to clients: the first to come stands for
/// the others, and does so over restarts.
extension FleetLayout {
    public func alias(of id: String) -> String? { store.inventory.placement(of: id, .alias) }

    public func aliases(of id: String) -> Set<String> { store.inventory.objects(in: id) }

    func join(_ updates: [Update]) {
        let types = [ObjectType.network.rawValue, ObjectType.datastore.rawValue]
        let changed = updates.filter { $0.concernsOthers && types.contains($0.type) }
        self.updates.publish(changed.flatMap(standIn))
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
            // What cannot be kept is looked for again with the next change of the object.
            try? store.inventory.place(id, .alias, in: after)
            changed.formUnion([id, before, after].compactMap { $0 })
        }
        return changed.compactMap(store.mirror.entry).map {
            Update(id: $0.id, type: $0.type, change: .updated, concernsOthers: true, references: [])
        }
    }

    /// The object that is shown in place of this one; nil: itself. Those of one host stay apart.
    private func standIn(for entry: MirrorEntry) -> String? {
        guard let datacenter = datacenter(of: entry) else { return nil }
        let alike = alike(entry, in: datacenter).filter { $0.id != entry.id }
        guard !alike.contains(where: { $0.host == entry.host }) else { return nil }
        if let present = alias(of: entry.id), alike.contains(where: { $0.id == present && alias(of: present) == nil }) {
            return present
        }
        return alike.first { alias(of: $0.id) == nil }?.id
    }

    private func alike(_ entry: MirrorEntry, in datacenter: InventoryNode) -> [MirrorEntry] {
        guard entry.type == ObjectType.datastore.rawValue else {
            return all(.network, in: datacenter).filter { $0.name == entry.name }
        }
        return sharing(entry).filter { self.datacenter(of: $0)?.id == datacenter.id }
    }

    /// What all hosts have of the storage that a datastore is; nothing for one that no other host can have.
    func sharing(_ datastore: MirrorEntry) -> [MirrorEntry] {
        guard let generic = try? store.mirror.generic(datastore.id),
            let share = (try? Document(parsing: generic))?.root.first("share"),
            let found = try? store.mirror.entries(key: SearchKey.share(share.text).text, type: datastore.type)
        else { return [] }
        return found
    }
}
