/// A container of the inventory: a datacenter, a folder, a cluster of hosts or a resource pool.
public struct InventoryNode: Sendable, Hashable {
    /// A generic UUID.
    public var id: String
    /// The generic word: `datacenter`, `folder`, `cluster` or `pool`.
    public var kind: String
    /// Of a folder: the generic word for what it is for, `datacenter`, `host`, `vm`, `datastore` or `network`.
    public var holds: String?
    public var name: String
    /// The node it is in, or, of a pool, the cluster or the stand-alone host that it divides; nil for the root folder.
    public var parent: String?
    /// The place in the configuration that it comes from, with a slash in front, or `HOST:ID` for one that a host of the
    /// configuration has itself; nil for one that a client made.
    public var origin: String?
    /// Further children of its generic element, as XML in one root element; empty if there are none.
    public var settings: String

    public init(
        id: String, kind: String, holds: String? = nil, name: String, parent: String?, origin: String? = nil,
        settings: String = ""
    ) {
        self.id = id
        self.kind = kind
        self.holds = holds
        self.name = name
        self.parent = parent
        self.origin = origin
        self.settings = settings
    }
}

extension InventoryNode {
    /// The host, by its name in the configuration, that has the container itself; nil for one of ours.
    public var host: String? {
        guard let origin, !origin.hasPrefix("/"), let colon = origin.lastIndex(of: ":") else { return nil }
        return String(origin[..<colon])
    }

    public static func origin(host: String, id: String) -> String { "\(host):\(id)" }
}

/// What a placement is about.
public enum InventoryRole: String, Sendable, CaseIterable {
    /// The folder that an object is in, or the cluster that a host belongs to.
    case place
    /// The resource pool of a VM.
    case pool
    /// The object that is shown in place of this one, and stands for it.
    case alias
    /// The name that it has in place of its own.
    case name
    /// The name that a client has given it here, which goes before all others.
    case given
}
