import Bus
import Generic
import Hosts
import Store
import XML

/// What commands say of the containers that a host has itself.
extension TransformAgent {
    /// `p:places`: of what the command names each container and object that the host itself has, with what the host calls
    /// it (`native`), and what it is named as (`role`): target, folder, pool, object.
    func places(of command: Command) -> Part {
        let named: [(role: String, id: String?)] = [
            ("target", command.target), ("folder", command.element["folder"]), ("pool", command.element["pool"]),
        ]
        let all = named + command.element.all("object").map { ("object", $0["id"]) }
        return .wrapped(
            name: "places", attributes: [], all.compactMap { role, id in id.flatMap { place(role, $0) }.map(Part.element) })
    }

    private func place(_ role: String, _ id: String) -> Element? {
        guard let native = inventory.reference(of: id, on: host) else { return nil }
        let node = inventory.layout.node(id)
        guard let type = node?.kind ?? mirror.entry(id)?.type else { return nil }
        var element = Element(
            "place", namespace: Namespaces.plan, attributes: ["role": role, "type": type, "id": id, "native": native.id])
        if let node, let settings = try? Document(parsing: Array(node.settings.utf8)) {
            for child in settings.root.elements { element.append(child) }
        } else if let generic = try? mirror.generic(id), let metadata = try? Document(parsing: generic).root.first("metadata"),
            type == ObjectType.host.rawValue
        {
            element.append(metadata)
        }
        return element
    }
}

extension FleetLayout {
    /// Besides the target, what has to be read again after a command about a container of a host.
    func concerned(by command: Command) -> [String] {
        let objects = command.element.all("object").compactMap { $0["id"] }
        guard command.name == "container.remove", let node = node(command.target), node.host != nil else { return objects }
        return objects + inside(node)
    }

    private func inside(_ node: InventoryNode) -> [String] {
        members(of: node).map(\.id) + children(of: node.id).flatMap { inside($0) + [$0.id] }
    }
}
