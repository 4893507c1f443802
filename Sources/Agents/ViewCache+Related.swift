import Generic
import Store
import Synchronization
import XML

/// What is around an object.
extension ViewCache {
    /// What the object refers to, and what refers to it or to those that it stands for.
    func related(to entry: MirrorEntry) throws -> [Part] {
        let mirror = server.store.mirror
        let own = [entry] + layout.aliases(of: entry.id).compactMap(mirror.entry)
        let ids = Set(entry.references).union(own.map(\.host)).subtracting([entry.id])
        let entries = ids.compactMap(mirror.entry) + own.flatMap { mirror.referrers(of: $0.id) }
        return try entries.filter(layout.shows).sorted { ($0.type, $0.name, $0.id) < ($1.type, $1.name, $1.id) }.map {
            other in
            var element = reference(other)
            if entry.type == ObjectType.host.rawValue, other.type == ObjectType.vm.rawValue,
                layout.pool(of: other) != entry.id
            {
                element["pool"] = layout.pool(of: other)
            }
            if entry.type == ObjectType.volume.rawValue, other.type == ObjectType.vm.rawValue,
                let device = try device(of: other.id, with: entry.id)
            {
                element["kind"] = device.name
                element["device"] = device["id"]
            }
            for (name, value) in try facts(of: other) { element[name] = value }
            if entry.type == ObjectType.network.rawValue, other.type == ObjectType.host.rawValue {
                try lay(own.filter { $0.host == other.id }.map(\.id) + [other.id], beside: &element)
            }
            return .element(element)
        }
    }

    /// What a host has of a network: its own network's document, and its adapters.
    private func lay(_ ids: [String], beside reference: inout Element) throws {
        for id in ids {
            guard let generic = try server.store.mirror.generic(id) else { continue }
            let root = try Document(parsing: generic).root
            if root.name == ObjectType.network.rawValue {
                reference.append(root)
            } else if let adapters = root.first("adapters") {
                reference.append(adapters)
            }
        }
    }

    /// The device of a machine that a volume is behind.
    private func device(of machine: String, with volume: String) throws -> Element? {
        guard let generic = try server.store.mirror.generic(machine) else { return nil }
        return try Document(parsing: generic).root.elements.flatMap(\.elements).first { $0["volume"] == volume }
    }

    /// What the views of others say of a host or datastore, read once per revision: many objects refer to it.
    private func facts(of other: MirrorEntry) throws -> [String: String] {
        let type = ObjectType(rawValue: other.type)
        guard type == .host || type == .datastore else { return [:] }
        if let known = content.withLock({ $0.facts[other.id] }), known.revision == other.revision { return known.attributes }
        guard let generic = try server.store.mirror.generic(other.id) else { return [:] }
        let object = try Document(parsing: generic).root
        let connection = object.first("connection")?.text
        let facts: [String: String?] =
            switch type {
            case .host: ["connection": connection == "connected" ? nil : connection]
            default:
                [
                    "path": object.first("path")?.text, "system": object.first("type")?.text,
                    "capacity": object.first("capacity")?.text, "accessible": object.first("accessible")?.text,
                ]
            }
        let attributes = facts.compactMapValues { $0 }
        content.withLock { $0.facts[other.id] = (other.revision, attributes) }
        return attributes
    }
}
