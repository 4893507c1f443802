import Hosts
import XML

/// What a server's inventory is laid out in. A vCenter's folders, datacenters, clusters and pools are presented; of an
/// ESXi host by itself only the pools, since all else is there once and cannot be changed. The pool that each cluster
/// and host has from the beginning is not presented: it is the cluster or host itself.
extension VimInventory {
    /// The types that are told as another one, which they are a kind of.
    private static let kinds = ["VirtualApp": "ResourcePool", "StoragePod": "Folder"]

    var isVirtualCenter: Bool { service?.first("about")?.value("apiType") == "VirtualCenter" }

    func isContainer(_ object: ManagedObjectReference) -> Bool {
        switch object.type {
        case "ResourcePool", "VirtualApp":
            return links(object, "parent").first.map(Self.isPool) ?? false
        case "Folder", "StoragePod", "Datacenter", "ClusterComputeResource": return isVirtualCenter
        default: return false
        }
    }

    func container(_ object: ManagedObjectReference) -> NativeReference {
        NativeReference(type: Self.kinds[object.type] ?? object.type, id: object.value)
    }

    /// The managed object behind a container's reference; nil if it is none.
    func containerObject(_ reference: NativeReference) -> ManagedObjectReference? {
        let types = [reference.type] + Self.kinds.filter { $0.value == reference.type }.map(\.key)
        return types.lazy.map { ManagedObjectReference(type: $0, value: reference.id) }.first {
            objects[$0] != nil && isContainer($0)
        }
    }

    /// What an object is directly in: on a vCenter the folder, and of a machine or pool the pool, or what that divides.
    func containers(around object: ManagedObjectReference) -> [ManagedObjectReference] {
        var found = isVirtualCenter ? links(object, "parent").filter { !Self.isPool($0) } : []
        var pool = (links(object, "resourcePool") + links(object, "parent")).first { Self.isPool($0) }
        if object.type == "ClusterComputeResource" { pool = nil }
        if let pool {
            found.append(pool)
            found += links(pool, "parent")
        }
        return found.filter { objects[$0] != nil }
    }

    private static func isPool(_ object: ManagedObjectReference) -> Bool {
        object.type == "ResourcePool" || object.type == "VirtualApp"
    }
}
