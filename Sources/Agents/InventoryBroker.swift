import Bus
import Foundation
import Generic
import Store
import XML

/// Makes, renames, moves and removes what the fleet is laid out in, and puts objects into it. All checks come before
/// the first change.
public struct InventoryBroker: Broker {
    let layout: FleetLayout
    /// Whether a host's hypervisor knows maintenance.
    let knowsMaintenance: @Sendable (_ host: MirrorEntry) -> Bool
    var store: Store { layout.store }

    public let commands = [
        "container.create", "container.rename", "container.configure", "container.move", "container.remove",
    ]

    /// A host by itself is laid out as it is.
    public var servesParts: Bool { false }

    public func knows(_ id: String) -> Bool { layout.node(id) != nil }

    public func subject(of command: Command) throws -> Element? {
        guard command.name == "container.create" else { return layout.node(command.target)?.element }
        let name = command.element.first("name")?.text
        return layout.children(of: command.target)
            .first { $0.name == name && $0.kind == command.element["kind"] }?.element
    }

    public func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        switch command.name {
        case "container.create": return try create(command)
        case "container.rename": try rename(command)
        case "container.configure": try configure(command)
        case "container.move": try move(command)
        default: try await remove(command, order)
        }
        return nil
    }

    // MARK: - Names

    /// - Throws: ``Fault`` with code `nameInUse` if another thing in there has the name.
    func checkFree(_ name: String, in parent: String, but own: String? = nil) throws(Fault) {
        let nodes = layout.children(of: parent).filter { $0.name == name }.map(\.id)
        let objects = layout.node(parent).map { node in
            // Only datastores are shown under other names than their own.
            let datastores = ObjectType.datastore.rawValue
            let candidates =
                node.holds == datastores ? store.mirror.entries(type: datastores) : store.mirror.entries(named: name)
            return candidates.filter { entry in
                node.holds == entry.type && layout.name(of: entry) == name && layout.place(of: entry)?.id == parent
            }.map(\.id)
        }
        if let other = (nodes + (objects ?? [])).first(where: { $0 != own }) {
            throw Fault(.nameInUse, "The name '\(name)' already exists.", ["name": name, "object": other])
        }
    }

    func name(in command: Command) throws(Fault) -> String {
        guard let name = command.element.first("name")?.text, !name.isEmpty, name.utf8.count <= 255 else {
            throw Fault(.invalidArgument, "A name has from 1 to 255 bytes", ["argument": "name"])
        }
        return name
    }

    func node(_ id: String) throws(Fault) -> InventoryNode {
        guard let node = layout.node(id) else {
            throw Fault(.notFound, "The object is gone", ["type": ContainerKind.folder.rawValue, "id": id])
        }
        return node
    }

    /// The root folder, and the folders that every datacenter has, stay as they are.
    func changeable(_ id: String, _ command: Command) throws(Fault) -> InventoryNode {
        if layout.node(id) == nil, let entry = store.mirror.entry(id) {
            throw Fault(.notSupported, "'\(entry.name)' is not ours to change", ["command": command.name])
        }
        let node = try node(id)
        if let host = node.host {
            throw Fault(
                .notSupported, "'\(node.name)' is of \(host), and cannot leave it", ["command": command.name])
        }
        let isFixed =
            node.kind == ContainerKind.folder.rawValue
            && (node.parent == nil || node.parent.flatMap(layout.node)?.kind == ContainerKind.datacenter.rawValue)
        guard !isFixed else {
            throw Fault(.notSupported, "'\(node.name)' belongs to the layout itself", ["command": command.name])
        }
        return node
    }

    // MARK: - Making and renaming

    private func create(_ command: Command) throws -> Outcome.Made {
        let name = try name(in: command)
        let kind = ContainerKind(rawValue: command.element["kind"] ?? "")
        let parent = layout.node(command.target)
        guard let kind, fits(kind, into: parent) else {
            throw Fault(.notSupported, "No such thing can be made there", ["command": command.name])
        }
        try checkFree(name, in: command.target)
        let node = InventoryNode(
            id: UUID().uuidString.lowercased(), kind: kind.rawValue, holds: kind == .folder ? parent?.holds : nil,
            name: name, parent: command.target, settings: settings(of: command, beside: ""))
        let folders: [ObjectType] = kind == .datacenter ? [.vm, .host, .datastore, .network] : []
        try layout.put(
            [node]
                + folders.map { type in
                    InventoryNode(
                        id: UUID().uuidString.lowercased(), kind: ContainerKind.folder.rawValue, holds: type.rawValue,
                        name: type.rawValue, parent: node.id)
                })
        return Outcome.Made(type: node.kind, id: node.id)
    }

    private func fits(_ kind: ContainerKind, into parent: InventoryNode?) -> Bool {
        let place = parent.flatMap { ContainerKind(rawValue: $0.kind) }
        switch kind {
        case .folder: return place == .folder
        case .datacenter: return place == .folder && parent?.holds == ContainerKind.datacenter.rawValue
        // A host that stands alone is divided like a cluster.
        case .pool: return place == .pool || place == .cluster || place == nil
        case .cluster: return place == .folder && parent?.holds == ObjectType.host.rawValue
        }
    }

    private func rename(_ command: Command) throws {
        var node = try changeable(command.target, command)
        guard command.element.first("name") != nil else { return }
        node.name = try name(in: command)
        if let parent = node.parent { try checkFree(node.name, in: parent, but: node.id) }
        try layout.put([node])
    }
}

extension InventoryNode {
    /// The node in the generic form, as far as commands are about it.
    var element: Element {
        var element = Element(kind, namespace: Namespaces.generic, attributes: ["id": id])
        element["holds"] = holds
        element.append(Element("name", namespace: Namespaces.generic, text: name))
        return element
    }
}
