import Generic
import Store

/// Where things are in one view of the fleet: containers, and what is in them. Each protocol's views are of one layout.
public protocol InventoryLayout: Sendable {
    /// The folder that everything is in.
    var root: InventoryNode? { get }
    func node(_ id: String) -> InventoryNode?
    /// The nodes directly in a node or, for pools, on a stand-alone host.
    func children(of id: String) -> [InventoryNode]
    /// Whether the view has that object at all.
    func shows(_ entry: MirrorEntry) -> Bool
    /// The folder an object is in, or the cluster that a host belongs to.
    func place(of entry: MirrorEntry) -> InventoryNode?
    /// The pool of a VM: a node's identifier, or that of the cluster or stand-alone host, which have a pool of their own.
    func pool(of vm: MirrorEntry) -> String
    /// The objects directly in a node: not those in the nodes inside it.
    func members(of node: InventoryNode) -> [MirrorEntry]
    /// All objects of a type below a datacenter.
    func content(of datacenter: InventoryNode, type: ObjectType) -> [MirrorEntry]
    /// What it is called in the view.
    func name(of entry: MirrorEntry) -> String
    /// The object that is shown in place of this one; nil: it is shown itself.
    func alias(of id: String) -> String?
    /// The objects that this one stands for.
    func aliases(of id: String) -> Set<String>
}

extension InventoryLayout {
    public func name(of entry: MirrorEntry) -> String { entry.name }
    public func alias(of id: String) -> String? { nil }
    public func aliases(of id: String) -> Set<String> { [] }

    /// The nearest datacenter around a node, or the node itself.
    public func datacenter(of node: InventoryNode?) -> InventoryNode? {
        var current = node
        while let node = current, node.kind != ContainerKind.datacenter.rawValue {
            current = node.parent.flatMap(self.node)
        }
        return current
    }

    /// The folder right below a datacenter that holds objects of a type.
    public func folder(of type: String, in datacenter: InventoryNode?) -> InventoryNode? {
        datacenter.flatMap {
            children(of: $0.id).first { $0.kind == ContainerKind.folder.rawValue && $0.holds == type }
        }
    }

    /// What the host's processors and memory are pooled in: its cluster, or the host itself.
    public func compute(of host: MirrorEntry) -> String {
        guard let place = place(of: host), place.kind == ContainerKind.cluster.rawValue else { return host.id }
        return place.id
    }

    /// The cluster or host that a pool divides.
    public func owner(ofPool id: String) -> String {
        var current = id
        while let node = node(current), node.kind == ContainerKind.pool.rawValue, let parent = node.parent {
            current = parent
        }
        return current
    }
}
