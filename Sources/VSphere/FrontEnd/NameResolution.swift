import Agents
import Bus
import Generic
import Store
import XML

/// Gives names in a specification the object that they mean: clients name a datastore by "[name] path" and a network by
/// its name, and the mapping takes references, set here as attributes beside the names. A network is one in all of a
/// datacenter to these clients: where one of another host is named, the host's own of that name is meant.
struct NameResolution {
    let presentation: Presentation

    /// The elements whose text names a datastore or a network, and the attribute that takes the reference.
    private static let rules: [String: (generic: ObjectType, type: String, attribute: String)] = [
        "fileName": (.datastore, "Datastore", "datastore"),
        "vmPathName": (.datastore, "Datastore", "datastore"),
        "datastorePath": (.datastore, "Datastore", "datastore"),
        "name": (.datastore, "Datastore", "datastore"),
        "path": (.datastore, "Datastore", "datastore"),
        "sourceName": (.datastore, "Datastore", "datastore"),
        "destName": (.datastore, "Datastore", "datastore"),
        "destinationName": (.datastore, "Datastore", "datastore"),
        "deviceName": (.network, "Network", "network"),
    ]

    /// Whether an element names a datastore or a network by its text, which may be empty: any will do.
    static func isName(_ element: Element) -> Bool { rules[element.name] != nil }

    /// Names that are not known, or known on several hosts of which none is meant, stay as they are.
    func resolve(_ body: Element) -> Element {
        let host = host(of: body)
        let resolved = resolve(body, on: host, in: Datacenters(body, presentation))
        let completed = ShownFiles(presentation: presentation).complete(resolved, on: host, names: self)
        return withHost(host, completed)
    }

    /// The pool of a cluster, or a part of one, is several hosts': it takes the reference of the one that is meant.
    private func withHost(_ host: String?, _ body: Element) -> Element {
        guard let host, body.first("pool") != nil, body.first("host") == nil else { return body }
        var body = body
        body.update("pool") { $0["host"] = reference(to: host, "HostSystem") }
        return body
    }

    private func resolve(_ element: Element, on host: String?, in datacenters: Datacenters) -> Element {
        var copy = element
        if let rule = NameResolution.rules[element.name], let name = name(in: element.text, rule.generic),
            let value = reference(named: name, rule.generic, rule.type, on: host, in: datacenters.meant(by: element))
        {
            copy[rule.attribute] = value
        }
        if let own = ownNetwork(element, on: host) { copy.children = [.text(own)] }
        copy.children = copy.children.map { child in
            if case .element(let element) = child {
                .element(resolve(element, on: host, in: datacenters))
            } else {
                child
            }
        }
        return copy
    }

    /// The reference of the host's own network, in place of one to another host's of that name.
    private func ownNetwork(_ element: Element, on host: String?) -> String? {
        guard element["type"] == "Network", let host, let object = try? ManagedObjectReference(element),
            let id = presentation.id(of: object), let entry = presentation.server.store.mirror.entry(id),
            entry.host != host
        else { return nil }
        return reference(named: entry.name, .network, "Network", on: host)
    }

    private func name(in text: String, _ type: ObjectType) -> String? {
        guard type == .datastore else { return text.isEmpty ? nil : text }
        return DatastoreFile(text)?.datastore
    }

    func reference(
        named name: String, _ generic: ObjectType, _ type: String, on host: String?, in datacenter: String? = nil
    ) -> String? {
        entry(named: name, generic, on: host, in: datacenter).flatMap { reference(to: $0.id, type) }
    }

    /// - Parameter datacenter: the one that is meant where several have an object of that name.
    func entry(named name: String, _ generic: ObjectType, on host: String? = nil, in datacenter: String? = nil)
        -> MirrorEntry?
    {
        let layout = presentation.cache.layout
        var found = entries(named: name, generic, on: host)
        if found.count > 1, let datacenter {
            found.removeAll { layout.datacenter(of: layout.place(of: $0))?.id != datacenter }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// The host's own, or of the whole view those that clients are shown by that name.
    func entries(named name: String, _ generic: ObjectType, on host: String? = nil) -> [MirrorEntry] {
        let layout = presentation.cache.layout
        let known = presentation.server.store.mirror.entries(type: generic.rawValue, host: host).filter(layout.shows)
        let found = known.filter { layout.name(of: $0) == name }
        guard host != nil else { return found.filter { layout.alias(of: $0.id) == nil } }
        // What the host itself calls so, where it has nothing that clients are shown by that name.
        return found.isEmpty ? known.filter { $0.name == name } : found
    }

    private func reference(to id: String, _ type: String) -> String? {
        try? presentation.server.engine.context(presentation.cache.side).ownNative(type: type, uuid: id)
    }

    /// The host that the command is for: its receiver's, or that of the pool or host it names.
    private func host(of body: Element) -> String? {
        for name in ["_this", "host", "pool"] {
            if let element = body.first(name), let reference = try? ManagedObjectReference(element),
                let id = presentation.id(of: reference)
            {
                if let entry = presentation.server.store.mirror.entry(id) { return entry.host }
                if name == "pool", let host = presentation.server.layout.host(for: id) { return host.id }
            }
        }
        return nil
    }
}

/// The datacenters that a request is about, each by its generic identifier.
private struct Datacenters {
    private var source: String?
    private var destination: String?

    init(_ body: Element, _ presentation: Presentation) {
        let layout = presentation.cache.layout
        func datacenter(_ name: String) -> String? {
            guard let element = body.first(name), let reference = try? ManagedObjectReference(element),
                let id = presentation.id(of: reference)
            else { return nil }
            return layout.datacenter(of: layout.node(id))?.id
        }
        source = datacenter("datacenter") ?? datacenter("sourceDatacenter") ?? datacenter("_this")
        destination = datacenter("destinationDatacenter") ?? datacenter("destDatacenter") ?? source
    }

    func meant(by element: Element) -> String? { element.name.hasPrefix("dest") ? destination : source }
}
