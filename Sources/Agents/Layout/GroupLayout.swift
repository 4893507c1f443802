import Generic
import Store

/// The layout of hosts that are presented by themselves: a datacenter of their own, with their objects and nothing else.
public final class GroupLayout: InventoryLayout {
    private let store: Store
    private let hosts: [ManagedHost]
    private let nodes: [String: InventoryNode]
    private let top: InventoryNode
    private let folders: [String: InventoryNode]

    /// - Parameter scope: what the containers' identifiers are unique in.
    public init(_ hosts: [ManagedHost], scope: String, _ store: Store) {
        self.hosts = hosts
        self.store = store
        func id(_ what: String) -> String {
            store.identifiers.assignUUID(
                platform: "layout", scope: scope, type: "container", native: what, genericType: "container")
        }
        let datacenters = ContainerKind.datacenter.rawValue
        let folder = ContainerKind.folder.rawValue
        top = InventoryNode(id: id("root"), kind: folder, holds: datacenters, name: "", parent: nil)
        let datacenter = InventoryNode(id: id(datacenters), kind: datacenters, name: "", parent: top.id)
        let holds: [ObjectType] = [.vm, .host, .datastore, .network]
        let inside = holds.map {
            InventoryNode(
                id: id($0.rawValue), kind: folder, holds: $0.rawValue, name: $0.rawValue, parent: datacenter.id)
        }
        nodes = Dictionary(uniqueKeysWithValues: ([top, datacenter] + inside).map { ($0.id, $0) })
        folders = Dictionary(uniqueKeysWithValues: inside.map { ($0.holds ?? "", $0) })
    }

    /// That of one host.
    public convenience init(_ host: ManagedHost, _ store: Store) {
        self.init([host], scope: host.name, store)
    }

    private var ids: [String] { hosts.flatMap(\.state.ids) }

    public var root: InventoryNode? { top }
    public func node(_ id: String) -> InventoryNode? { nodes[id] }

    public func children(of id: String) -> [InventoryNode] {
        nodes.values.filter { $0.parent == id }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    public func shows(_ entry: MirrorEntry) -> Bool { hosts.contains { $0.state.ids.contains(entry.host) } }
    public func place(of entry: MirrorEntry) -> InventoryNode? { folders[entry.type] }
    public func pool(of vm: MirrorEntry) -> String { vm.host }

    public func members(of node: InventoryNode) -> [MirrorEntry] {
        guard let holds = node.holds else { return [] }
        return ids.flatMap { store.mirror.entries(type: holds, host: $0) }
    }

    public func content(of datacenter: InventoryNode, type: ObjectType) -> [MirrorEntry] {
        ids.flatMap { store.mirror.entries(type: type.rawValue, host: $0) }
    }
}
