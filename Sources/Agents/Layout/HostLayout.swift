import Generic
import Store

/// The layout of one host that is presented by itself: a datacenter of its own, with its objects and nothing else.
public final class HostLayout: InventoryLayout {
    private let store: Store
    private let host: ManagedHost
    private let nodes: [String: InventoryNode]
    private let top: InventoryNode
    private let folders: [String: InventoryNode]

    public init(_ host: ManagedHost, _ store: Store) {
        self.host = host
        self.store = store
        func id(_ what: String) -> String {
            store.identifiers.assignUUID(
                platform: "layout", scope: host.name, type: "container", native: what, genericType: "container")
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

    public var root: InventoryNode? { top }
    public func node(_ id: String) -> InventoryNode? { nodes[id] }

    public func children(of id: String) -> [InventoryNode] {
        nodes.values.filter { $0.parent == id }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    public func shows(_ entry: MirrorEntry) -> Bool { host.state.ids.contains(entry.host) }
    public func place(of entry: MirrorEntry) -> InventoryNode? { folders[entry.type] }
    public func pool(of vm: MirrorEntry) -> String { vm.host }

    public func members(of node: InventoryNode) -> [MirrorEntry] {
        guard let holds = node.holds else { return [] }
        return host.state.ids.flatMap { store.mirror.entries(type: holds, host: $0) }
    }

    public func content(of datacenter: InventoryNode, type: ObjectType) -> [MirrorEntry] {
        host.state.ids.flatMap { store.mirror.entries(type: type.rawValue, host: $0) }
    }
}
