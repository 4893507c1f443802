import Generic
import Store
import XML

/// Clusters: hosts that come and go, and what protocols keep with them.
extension InventoryBroker {
    /// - Throws: ``Fault``: for what is no host, one of another datacenter, or one that cannot leave its cluster.
    func check(_ entry: MirrorEntry, intoCluster cluster: InventoryNode) throws(Fault) {
        guard entry.type == ObjectType.host.rawValue else {
            throw Fault(.notSupported, "A cluster has hosts, and \(entry.name) is none", ["command": "container.move"])
        }
        guard layout.datacenter(of: cluster)?.id == layout.datacenter(of: layout.place(of: entry))?.id else {
            throw Fault(
                .invalidArgument, "The cluster is in another datacenter than the host \(entry.name)", ["argument": "host"])
        }
        if layout.place(of: entry)?.id != cluster.id { try checkLeaving(entry, into: cluster) }
    }

    /// A host leaves its cluster in maintenance; one whose hypervisor knows no maintenance, when nothing runs on it.
    /// - Throws: ``Fault`` with code `invalidState`.
    func checkLeaving(_ host: MirrorEntry, into node: InventoryNode) throws(Fault) {
        guard layout.compute(of: host) != host.id, layout.place(of: host)?.id != node.id else { return }
        do {
            if try value("/*/g:maintenance", of: host.id) == "true" { return }
            let machines = store.mirror.entries(type: ObjectType.vm.rawValue, host: host.id)
            let states = try machines.map { try value("/*/g:powerState", of: $0.id) }
            if !knowsMaintenance(host), !states.contains(where: { ["running", "paused"].contains($0) }) { return }
        } catch {
            throw Fault(.internal, "The host's data cannot be read: \(error)")
        }
        let why = knowsMaintenance(host) ? "is not in maintenance" : "runs machines"
        throw Fault(.invalidState, "The host \(host.name) belongs to a cluster, and \(why)", ["state": "in use"])
    }

    private func value(_ path: String, of id: String) throws -> String {
        guard let bytes = try store.mirror.generic(id) else { return "" }
        return try Document(parsing: bytes).string(at: path, namespaces: Namespaces.prefixes)
    }

    /// Keeps what a protocol has of a cluster.
    func configure(_ command: Command) throws {
        var node = try changeable(command.target, command)
        guard node.kind == ContainerKind.cluster.rawValue else {
            throw Fault(.notSupported, "'\(node.name)' is no cluster", ["command": command.name])
        }
        node.settings = settings(of: command, beside: command.element["replace"] == "true" ? "" : node.settings)
        try layout.put([node])
    }

    /// The settings of a node with the metadata of a command; those of the same owner and key go.
    func settings(of command: Command, beside present: String) -> String {
        var entries = command.element.first("metadata")?.elements ?? []
        let known = (try? Document(parsing: Array(present.utf8)))?.root.first("metadata")?.elements ?? []
        entries = known.filter { old in !entries.contains { $0["owner"] == old["owner"] && $0["key"] == old["key"] } } + entries
        guard !entries.isEmpty else { return "" }
        var metadata = Element("metadata", namespace: Namespaces.generic)
        for entry in entries { metadata.append(entry) }
        return Document(Element("settings", namespace: Namespaces.generic, children: [.element(metadata)])).text()
    }
}
