import Bus
import Generic
import Store
import Synchronization

/// The layout of the whole fleet: the nodes and placements of the store, and for what was put nowhere, the datacenter
/// that its host is in. A placement that makes no sense any more, in another datacenter or cluster, does not count.
public final class FleetLayout: InventoryLayout {
    let store: Store
    let updates: UpdateHub
    private let names: HostNames
    private let defaults = Mutex(Defaults())

    /// Where hosts are that nobody has moved.
    struct Defaults: Sendable {
        /// Nodes by the name that a host has in the configuration.
        var hosts: [String: String] = [:]
        /// The folders for what hosts have of containers themselves, by the host's name in the configuration.
        var roots: [String: String] = [:]
        /// The folder of all other hosts.
        var folder: String?
        var isLaidOut = false
        /// Where VMs go that are first seen.
        var rules: [Rule] = []
    }

    struct Rule: Sendable {
        var pattern: String
        var role: InventoryRole
        var node: String
    }

    init(_ store: Store, _ updates: UpdateHub, _ names: HostNames) {
        self.store = store
        self.updates = updates
        self.names = names
        _ = updates.subscribe { [weak self] in self?.follow($0) }
    }

    func setDefaults(_ body: (inout Defaults) -> Void) {
        var new = defaults.withLock { $0 }
        body(&new)
        defaults.withLock { [new] in $0 = new }
    }

    /// The folder for what a host has of containers itself.
    func rootFolder(of host: String) -> String? { defaults.withLock { $0.roots[host] } ?? root?.id }

    /// Hosts are read in no certain order at first; then what they have is named in that of the configuration.
    private var isLaidOut: Bool { defaults.withLock { $0.isLaidOut } }

    var rules: [Rule] { defaults.withLock { $0.rules } }

    /// The identifier of a host of the configuration, once it has been read.
    func hostID(_ name: String) -> String? { names.id(of: name) }

    public var root: InventoryNode? {
        store.inventory.nodes.first { $0.parent == nil && $0.kind == ContainerKind.folder.rawValue }
    }

    public func node(_ id: String) -> InventoryNode? { store.inventory.node(id) }
    public func children(of id: String) -> [InventoryNode] { store.inventory.children(of: id) }
    public func shows(_ entry: MirrorEntry) -> Bool { true }

    public func place(of entry: MirrorEntry) -> InventoryNode? {
        let put = store.inventory.placement(of: entry.id, .place).flatMap(node)
        if entry.type == ObjectType.host.rawValue {
            let configured = names.name(of: entry.id).flatMap { name in defaults.withLock { $0.hosts[name] } }
            return put ?? configured.flatMap(node) ?? defaults.withLock { $0.folder }.flatMap(node)
        }
        let datacenter = store.mirror.entry(entry.host).flatMap { self.datacenter(of: place(of: $0)) }
        if let put, put.holds == entry.type, self.datacenter(of: put)?.id == datacenter?.id { return put }
        return folder(of: entry.type, in: datacenter)
    }

    public func pool(of vm: MirrorEntry) -> String {
        let compute = store.mirror.entry(vm.host).map(compute) ?? vm.host
        guard let put = store.inventory.placement(of: vm.id, .pool), node(put) != nil, owner(ofPool: put) == compute
        else {
            return compute
        }
        return put
    }

    public func members(of node: InventoryNode) -> [MirrorEntry] {
        switch ContainerKind(rawValue: node.kind) {
        case .cluster: return hosts(in: node)
        case .pool: return put(in: node).filter { pool(of: $0) == node.id }
        case .folder where node.holds == ObjectType.host.rawValue: return hosts(in: node)
        case .folder:
            guard let holds = node.holds, let parent = node.parent.flatMap(self.node) else { return [] }
            guard parent.kind == ContainerKind.datacenter.rawValue else {
                return put(in: node).filter { place(of: $0)?.id == node.id }
            }
            let hosts = Set(hosts(below: parent).map(\.id))
            return store.mirror.entries(type: holds).filter { entry in
                guard alias(of: entry.id) == nil else { return false }
                if store.inventory.placement(of: entry.id, .place) == nil { return hosts.contains(entry.host) }
                return place(of: entry)?.id == node.id
            }
        case .datacenter, nil: return []
        }
    }

    public func content(of datacenter: InventoryNode, type: ObjectType) -> [MirrorEntry] {
        all(type, in: datacenter).filter { alias(of: $0.id) == nil }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Those that another one stands for too.
    func all(_ type: ObjectType, in datacenter: InventoryNode) -> [MirrorEntry] {
        hosts(below: datacenter).flatMap { store.mirror.entries(type: type.rawValue, host: $0.id) }
    }

    private func hosts(below datacenter: InventoryNode) -> [MirrorEntry] {
        store.mirror.entries(type: ObjectType.host.rawValue).filter {
            self.datacenter(of: place(of: $0))?.id == datacenter.id
        }
    }

    private func hosts(in node: InventoryNode) -> [MirrorEntry] {
        store.mirror.entries(type: ObjectType.host.rawValue).filter { place(of: $0)?.id == node.id }
    }

    private func put(in node: InventoryNode) -> [MirrorEntry] {
        store.inventory.objects(in: node.id).compactMap(store.mirror.entry).sorted {
            ($0.name, $0.id) < ($1.name, $1.id)
        }
    }

    private func follow(_ updates: [Update]) {
        sort(updates.filter { $0.change == .inserted }.map(\.id))
        join(updates)
        if isLaidOut { nameDatastores(updates) }
        // What stays behind when this fails is never looked at again: no object gets the identifier of one that is gone.
        try? store.inventory.forget(updates.filter { $0.change == .removed }.map(\.id))
    }
}
