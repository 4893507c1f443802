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

    /// Names that are not known, or known on several hosts of which none is meant, stay as they are.
    func resolve(_ body: Element) -> Element {
        let host = host(of: body)
        let completed = ShownFiles(presentation: presentation).complete(resolve(body, on: host), on: host, names: self)
        return withHost(host, completed)
    }

    /// The pool of a cluster, or a part of one, is several hosts': it takes the reference of the one that is meant.
    private func withHost(_ host: String?, _ body: Element) -> Element {
        guard let host, body.first("pool") != nil, body.first("host") == nil else { return body }
        var body = body
        body.update("pool") { $0["host"] = reference(to: host, "HostSystem") }
        return body
    }

    private func resolve(_ element: Element, on host: String?) -> Element {
        var copy = element
        if let rule = NameResolution.rules[element.name], let name = name(in: element.text, rule.generic),
            let value = reference(named: name, rule.generic, rule.type, on: host) {
            copy[rule.attribute] = value
        }
        if let own = ownNetwork(element, on: host) { copy.children = [.text(own)] }
        copy.children = copy.children.map { child in
            if case .element(let element) = child { .element(resolve(element, on: host)) } else { child }
        }
        return copy
    }

    /// The reference of the host's own network, in place of one to another host's of that name.
    private func ownNetwork(_ element: Element, on host: String?) -> String? {
        guard element["type"] == "Network", let host, let object = try? ManagedObjectReference(element),
            let id = presentation.id(of: object), let entry = presentation.server.store.mirror.entry(id), entry.host != host
        else { return nil }
        return reference(named: entry.name, .network, "Network", on: host)
    }

    private func name(in text: String, _ type: ObjectType) -> String? {
        guard type == .datastore else { return text.isEmpty ? nil : text }
        guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else { return nil }
        return String(text[text.index(after: text.startIndex)..<end])
    }

    func reference(named name: String, _ generic: ObjectType, _ type: String, on host: String?) -> String? {
        let store = presentation.server.store
        let found = store.mirror.entries(type: generic.rawValue, host: host).filter { $0.name == name && presentation.cache.layout.shows($0) }
        guard found.count == 1 else { return nil }
        return reference(to: found[0].id, type)
    }

    private func reference(to id: String, _ type: String) -> String? {
        try? presentation.server.engine.context(presentation.cache.side).ownNative(type: type, uuid: id)
    }

    /// The host that the command is for: its receiver's, or that of the pool or host it names.
    private func host(of body: Element) -> String? {
        for name in ["_this", "host", "pool"] {
            if let element = body.first(name), let reference = try? ManagedObjectReference(element),
                let id = presentation.id(of: reference) {
                if let entry = presentation.server.store.mirror.entry(id) { return entry.host }
                if name == "pool", let host = presentation.server.layout.host(for: id) { return host.id }
            }
        }
        return nil
    }
}
