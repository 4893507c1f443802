import Foundation

/// What a simulated host is first made of; its personality writes it in its own native format.
public struct HostSeed: Sendable {
    public var name: String
    public var uuid: String
    public var cpuModel: String
    public var cpuVendor: String
    public var mhz: Int
    public var sockets: Int
    /// Cores of the whole host.
    public var cores: Int
    /// Threads of the whole host.
    public var threads: Int
    public var memoryMiB: Int
    public var datastores: [DatastoreSeed]
    public var networks: [NetworkSeed]
    public var adapters: [AdapterSeed] = []
    public var machines: [MachineSeed]
}

public struct DatastoreSeed: Sendable {
    public var name: String
    /// Bytes.
    public var capacity: Int64
    /// Bytes.
    public var free: Int64
    /// What it is a mount of; nil for the host's own storage.
    public var share: ShareSeed?
}

/// A physical network adapter.
public struct AdapterSeed: Sendable {
    public var mac: String
    /// Mbit/s.
    public var speed: Int
}

public struct NetworkSeed: Sendable {
    public var name: String
}

public struct MachineSeed: Sendable {
    public var name: String
    public var uuid: String
    public var notes: String
    public var cpus: Int
    public var coresPerSocket: Int
    public var memoryMiB: Int
    public var efi: Bool
    public var secureBoot: Bool
    /// A libosinfo short identifier.
    public var guestOS: String
    public var disks: [DiskSeed]
    public var nics: [NICSeed]
    public var cdrom: Bool
    public var state: PowerState
    public var snapshots: [SnapshotSeed]
    public var created: Date
}

public struct DiskSeed: Sendable {
    public var name: String
    /// Bytes.
    public var capacity: Int64
    public var thin: Bool
}

public struct NICSeed: Sendable {
    public var mac: String
    /// The name of one of the host's networks.
    public var network: String
}

public struct SnapshotSeed: Sendable {
    public var name: String
    public var description: String
    public var created: Date
    public var children: [SnapshotSeed]
}
