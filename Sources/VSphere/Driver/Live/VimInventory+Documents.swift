import Hosts
import XML

/// Objects in their abstract form: a `RetrieveResult` of the object itself and, after it, of what has to be known of the
/// objects around it. A datastore or network is one object for each host that has it, named `HOST/DATASTORE`.
extension VimInventory {
    /// Everything that is presented: hosts first.
    var presented: [NativeReference] {
        let hosts = objects.keys.filter { $0.type == "HostSystem" }.sorted { $0.value < $1.value }
        var references = hosts.map { NativeReference(type: "HostSystem", id: $0.value) }
        for host in hosts {
            for store in links(host, "datastore") where objects[store] != nil {
                references.append(shared(store, on: host))
            }
            for network in links(host, "network") where isPresented(network) {
                references.append(shared(network, on: host))
            }
        }
        let machines = objects.keys.filter { $0.type == "VirtualMachine" && isPresented($0) }
        references += machines.sorted { $0.value < $1.value }.map {
            NativeReference(type: "VirtualMachine", id: $0.value)
        }
        return references + objects.keys.filter(isContainer).sorted { $0.value < $1.value }.flatMap(presented)
    }

    /// How the objects are named that one managed object is presented as.
    func presented(_ object: ManagedObjectReference) -> [NativeReference] {
        switch object.type {
        case "VirtualMachine": return isPresented(object) ? [NativeReference(type: object.type, id: object.value)] : []
        case "HostSystem": return [NativeReference(type: object.type, id: object.value)]
        case _ where isContainer(object): return [container(object)]
        default:
            return hosts(of: object).map { shared(object, on: $0) }
        }
    }

    /// The hosts that have a datastore or network.
    private func hosts(of object: ManagedObjectReference) -> [ManagedObjectReference] {
        let path = object.type == "Datastore" ? "datastore" : "network"
        return objects.keys.filter { $0.type == "HostSystem" && links($0, path).contains(object) }
    }

    /// The managed object behind a reference of ours; for a datastore or network also the host.
    func managedObject(_ reference: NativeReference) -> (object: ManagedObjectReference, host: ManagedObjectReference?)
    {
        if let object = containerObject(reference) { return (object, nil) }
        guard reference.type == "Datastore" || reference.type == "Network", let slash = reference.id.firstIndex(of: "/")
        else { return (ManagedObjectReference(type: reference.type, value: reference.id), nil) }
        let host = ManagedObjectReference(type: "HostSystem", value: String(reference.id[..<slash]))
        let id = String(reference.id[reference.id.index(after: slash)...])
        let object = links(host, reference.type == "Datastore" ? "datastore" : "network").first { $0.value == id }
        return (object ?? ManagedObjectReference(type: reference.type, value: id), host)
    }

    /// - Returns: nil if there is no such object, or not enough is known of it.
    func document(_ reference: NativeReference) throws(XMLError) -> Document? {
        let (object, host) = managedObject(reference)
        guard isPresented(object) else { return nil }
        var parts = [part(object)]
        switch object.type {
        case "HostSystem":
            parts += ancestors(of: object).map { part($0) }
            if let service { parts.append(self.part(service)) }
        case "VirtualMachine":
            for path in ["datastore", "network"] {
                parts += links(object, path).filter { objects[$0] != nil }.map { part($0, paths: ["name", "key"]) }
            }
            parts += containers(around: object).map { part($0, paths: ["parent"]) }
        case _ where isContainer(object):
            parts += containers(around: object).map { part($0, paths: ["parent", "host"]) }
        default:
            let hosts = hosts(of: object)
            guard let host, hosts.contains(host) else { return nil }
            // That there are others says that they share it.
            parts += ([host] + hosts.filter { $0 != host }.prefix(1)).map { part($0, paths: []) }
            parts += links(object, "config.distributedVirtualSwitch").map { part($0, paths: ["name", "uuid"]) }
            parts += containers(around: object).map { part($0, paths: ["parent"]) }
        }
        let start = """
            <RetrieveResult xmlns="\(Vim.namespace)" xmlns:xsi="\(Vim.instance)" \
            xmlns:xsd="http://www.w3.org/2001/XMLSchema">
            """
        return try Document(parsing: Array(start.utf8) + parts.joined() + Array("</RetrieveResult>".utf8))
    }

    private func part(_ object: ManagedObjectReference, paths: Set<String>? = nil) -> [UInt8] {
        var bytes = Array("<objects>".utf8) + Document(.vim("obj", object)).bytes()
        for (path, value) in (objects[object]?.values ?? [:]).sorted(by: { $0.key < $1.key })
        where paths?.contains(path) ?? true {
            bytes += Array("<propSet><name>\(path)</name>".utf8) + value + Array("</propSet>".utf8)
        }
        return bytes + Array("</objects>".utf8)
    }

    private func part(_ service: Element) -> [UInt8] {
        var value = Element("val", namespace: Vim.namespace, children: service.children)
        value.attributes = [Attribute("type", namespace: Vim.instance, "ServiceContent")]
        let name = "ServiceInstance"
        return Array("<objects><obj type=\"\(name)\">\(name)</obj><propSet><name>content</name>".utf8)
            + Document(value).bytes() + Array("</propSet></objects>".utf8)
    }

    private func isPresented(_ object: ManagedObjectReference) -> Bool {
        guard let known = objects[object] else { return false }
        switch object.type {
        case _ where isContainer(object): return known.values["name"] != nil
        case "VirtualMachine": return known.values["config"] != nil && known.links["runtime.host"] != nil
        case "HostSystem": return known.values["name"] != nil && known.values["summary.hardware"] != nil
        case "DistributedVirtualPortgroup":
            // The port groups of a switch's uplinks take no machines.
            return !links(object, "config.distributedVirtualSwitch").contains {
                links($0, "config.uplinkPortgroup").contains(object)
            }
        default: return known.values["name"] != nil
        }
    }

    private func shared(_ object: ManagedObjectReference, on host: ManagedObjectReference) -> NativeReference {
        NativeReference(
            type: object.type == "Datastore" ? "Datastore" : "Network", id: "\(host.value)/\(object.value)")
    }

    func links(_ object: ManagedObjectReference, _ path: String) -> [ManagedObjectReference] {
        objects[object]?.links[path] ?? []
    }

    /// Whether there are hosts in it, however deep.
    func isAboveHosts(_ object: ManagedObjectReference) -> Bool {
        objects.keys.contains { $0.type == "HostSystem" && ancestors(of: $0).contains(object) }
    }

    private func ancestors(of object: ManagedObjectReference) -> [ManagedObjectReference] {
        var found: [ManagedObjectReference] = []
        var next = links(object, "parent").first
        while let parent = next, objects[parent] != nil, found.count < 100 {
            found.append(parent)
            next = links(parent, "parent").first
        }
        return found
    }
}
