import Bus
import Generic
import Store
import XML

/// What the mapping of an object is told of its place in the layout.
extension ViewCache {
    /// A node's generic element.
    func element(of node: InventoryNode) throws(Fault) -> Element {
        var element = Element(node.kind, namespace: Namespaces.generic, attributes: ["id": node.id])
        if let holds = node.holds { element["holds"] = holds }
        element.append(Element("name", namespace: Namespaces.generic, text: node.name))
        if !node.settings.isEmpty {
            do {
                for child in try Document(parsing: Array(node.settings.utf8)).root.elements { element.append(child) }
            } catch {
                throw Fault(.internal, "the settings of \(node.name) cannot be read: \(error)")
            }
        }
        try server.engine.context(side).identify(node)
        return element
    }

    func reference(_ entry: MirrorEntry, _ role: String? = nil) -> Element {
        var element = Element(
            "ref", namespace: Namespaces.plan,
            attributes: ["type": entry.type, "id": entry.id, "name": layout.name(of: entry)])
        if let role { element["role"] = role }
        return element
    }

    func reference(_ node: InventoryNode, _ role: String) throws(Fault) -> Element {
        try server.engine.context(side).identify(node)
        var element = Element(
            "ref", namespace: Namespaces.plan,
            attributes: ["role": role, "type": node.kind, "id": node.id, "name": node.name])
        if let holds = node.holds { element["holds"] = holds }
        return element
    }

    /// A node or host.
    private func reference(to id: String, _ role: String) throws(Fault) -> Element? {
        if let node = layout.node(id) { return try reference(node, role) }
        return server.store.mirror.entry(id).map { reference($0, role) }
    }

    /// Where an object is: `place`; for a VM also its `pool`, and the `compute` resource whose pool that is or divides;
    /// for a host the pools (`child`) that divide it.
    func surroundings(of entry: MirrorEntry) throws(Fault) -> [Part] {
        var elements: [Element?] = []
        if let place = layout.place(of: entry) { elements.append(try reference(place, "place")) }
        if entry.type == ObjectType.vm.rawValue {
            elements.append(try reference(to: layout.pool(of: entry), "pool"))
            let compute = server.store.mirror.entry(entry.host).map(layout.compute) ?? entry.host
            elements.append(try reference(to: compute, "compute"))
        }
        if entry.type == ObjectType.host.rawValue {
            elements += try layout.children(of: entry.id).map { node throws(Fault) in try reference(node, "child") }
        }
        return elements.compactMap { $0.map(Part.element) }
    }

    /// What is around a node and in it: its `parent`; each `child`, a node or an object. A datacenter has its datastores
    /// and networks beside, a cluster those of its hosts, the VMs in no pool of their own, and the hosts themselves; a
    /// pool the `compute` resource that it divides, and its hosts.
    func related(to node: InventoryNode) throws -> [Part] {
        var parts: [Part] = []
        func add(_ element: Element?) { if let element { parts.append(.element(element)) } }
        try add(node.parent.flatMap { try reference(to: $0, "parent") })
        for child in layout.children(of: node.id) { try add(reference(child, "child")) }
        let members = layout.members(of: node)
        for member in members {
            var element = reference(member, "child")
            // A host that stands alone in a folder is a compute resource of its own.
            if member.type == ObjectType.host.rawValue { element["compute"] = layout.compute(of: member) }
            add(element)
        }
        switch ContainerKind(rawValue: node.kind) {
        case .datacenter:
            for type in [ObjectType.datastore, .network] {
                for entry in layout.content(of: node, type: type) { add(reference(entry)) }
            }
        case .cluster:
            for host in members {
                for entry in server.store.mirror.entries(host: host.id) where entry.id != host.id {
                    if entry.type == ObjectType.vm.rawValue, layout.pool(of: entry) != node.id { continue }
                    add(reference(entry))
                }
            }
            parts += try documents(of: members.map(\.id))
        case .pool:
            let owner = layout.owner(ofPool: node.id)
            try add(reference(to: owner, "compute"))
            parts += try documents(of: layout.node(owner).map { layout.members(of: $0).map(\.id) } ?? [owner])
        case .folder, nil: break
        }
        return parts
    }

    /// A mirrored object by the name that it has in the view.
    func generic(of entry: MirrorEntry) throws -> Document? {
        guard let bytes = try server.store.mirror.generic(entry.id) else { return nil }
        let document = try Document(parsing: bytes)
        let name = layout.name(of: entry)
        let isMaintained = server.layout.isInMaintenance(entry.id)
        guard name != entry.name || isMaintained else { return document }
        var root = document.root
        if isMaintained { root["maintenance"] = "true" }
        root.update("name") { $0.children = [.text(name)] }
        return Document(root)
    }

    /// Mirrored objects, whole.
    func documents(of ids: [String]) throws(Fault) -> [Part] {
        do {
            return try ids.compactMap { try server.store.mirror.entry($0).flatMap(generic) }.map { .document($0) }
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }
}
