import Bus
import Generic
import Store

/// Datastores of one name in a datacenter are told apart by a number, as vCenter Server does it: the first to come has
/// the name alone, the next is "datastore1 (1)". Each keeps what it has over restarts. What another stands in for has
/// the name of that one.
extension FleetLayout {
    public func name(of entry: MirrorEntry) -> String {
        guard entry.type == ObjectType.datastore.rawValue else { return entry.name }
        let shown = alias(of: entry.id).flatMap(store.mirror.entry) ?? entry
        return given(shown) ?? store.inventory.placement(of: shown.id, .name) ?? shown.name
    }

    private func given(_ datastore: MirrorEntry) -> String? { store.inventory.placement(of: datastore.id, .given) }

    /// - Throws: ``Fault`` with code `nameInUse` if another datastore of the datacenter is shown under the name.
    func checkName(_ name: String, of datastore: MirrorEntry) throws(Fault) {
        guard let datacenter = datacenter(of: datastore) else { return }
        let own = alias(of: datastore.id) ?? datastore.id
        let others = all(.datastore, in: datacenter).filter { alias(of: $0.id) == nil && $0.id != own }
        guard let other = others.first(where: { self.name(of: $0) == name }) else { return }
        throw Fault(.nameInUse, "The name '\(name)' already exists.", ["name": name, "object": other.id])
    }

    /// Shows a datastore under a name of the client's.
    /// - Throws: ``StoreError``.
    func rename(_ datastore: MirrorEntry, to name: String) throws {
        let shown = alias(of: datastore.id).flatMap(store.mirror.entry) ?? datastore
        try store.inventory.place(shown.id, .given, in: name)
        updates.publish([
            Update(id: shown.id, type: shown.type, change: .updated, concernsOthers: true, references: [shown.host])
        ])
    }

    /// Names what is new, was renamed on its host, or came with its host from another datacenter.
    func nameDatastores(_ updates: [Update]) {
        let concerned = updates.filter { $0.concernsOthers && $0.change != .removed }.flatMap {
            update -> [MirrorEntry] in
            switch ObjectType(rawValue: update.type) {
            case .datastore: [update.id].compactMap(store.mirror.entry)
            case .host: store.mirror.entries(type: ObjectType.datastore.rawValue, host: update.id)
            default: []
            }
        }
        if !concerned.isEmpty { self.updates.publish(name(concerned)) }
    }

    /// Gives names to datastores in the order in which they are told.
    /// - Returns: changes of those whose name is another than before.
    func name(_ datastores: [MirrorEntry]) -> [Update] {
        var changed: [MirrorEntry] = []
        for (datacenter, entries) in Dictionary(grouping: datastores, by: { datacenter(of: $0)?.id }) {
            guard let datacenter = datacenter.flatMap(node) else { continue }
            var names: [String: String] = [:]
            for other in all(.datastore, in: datacenter) where alias(of: other.id) == nil {
                if let name = given(other) ?? store.inventory.placement(of: other.id, .name) { names[name] = other.id }
            }
            for entry in entries where alias(of: entry.id) == nil && given(entry) == nil {
                let before = store.inventory.placement(of: entry.id, .name)
                if let before, isName(before, of: entry), names[before] == entry.id { continue }
                if let before, names[before] == entry.id { names[before] = nil }
                var name = entry.name
                var number = 0
                while names[name] != nil {
                    number += 1
                    name = "\(entry.name) (\(number))"
                }
                names[name] = entry.id
                // What cannot be kept is named again with the next change of the datastore.
                try? store.inventory.place(entry.id, .name, in: name)
                if name != before ?? entry.name { changed.append(entry) }
            }
        }
        return changed.map { Update(id: $0.id, type: $0.type, change: .updated, concernsOthers: true, references: []) }
    }

    /// Whether it is the entry's own name, alone or with a number.
    private func isName(_ name: String, of entry: MirrorEntry) -> Bool {
        guard name.hasPrefix(entry.name) else { return false }
        let rest = name.dropFirst(entry.name.count)
        return rest.isEmpty || rest.hasPrefix(" (") && rest.hasSuffix(")") && Int(rest.dropFirst(2).dropLast()) != nil
    }
}
