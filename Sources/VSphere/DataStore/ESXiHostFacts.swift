import Foundation
import Simulator

/// What a host knows of itself: its esx.conf.
struct ESXiHostFacts: Sendable, Hashable {
    struct Datastore: Sendable, Hashable {
        /// The prefix of its entries.
        fileprivate var prefix: String
        var name: String
        /// The volume's UUID, which is its identifier.
        var id: String
        /// Bytes.
        var capacity: Int64
        /// Bytes.
        var free: Int64
    }

    struct PortGroup: Sendable, Hashable {
        var name: String
        var vswitch: String
        var vlan: Int
        /// The adapters that its switch has, by their devices.
        var uplinks: [String]
        var id: String { "HaNetwork-\(name)" }
    }

    static let hostID = "ha-host"
    static let folderID = "ha-folder-vm"
    static let poolID = "ha-root-pool"
    static let fileManagerID = "ha-nfc-file-manager"
    static let diskManagerID = "ha-vdiskmanager"
    static let browserID = "ha-datastorebrowser"

    private(set) var file: VMXDictionary
    private(set) var datastores: [Datastore] = []
    private(set) var portGroups: [PortGroup] = []

    /// Nil if it does not tell the least that a host has: a name and a datastore.
    init?(parsing bytes: some Sequence<UInt8>) {
        file = VMXDictionary(parsing: bytes)
        for index in 0..<256 {
            let prefix = "/vmfs/volume[\(ESXiHostFacts.number(index))]/"
            guard let name = file[prefix + "name"], let id = file[prefix + "uuid"] else { break }
            datastores.append(
                Datastore(
                    prefix: prefix, name: name, id: id, capacity: Int64(file[prefix + "capacity"] ?? "") ?? 0,
                    free: Int64(file[prefix + "free"] ?? "") ?? 0))
        }
        for index in 0..<64 {
            let prefix = "/net/vswitch/child[\(ESXiHostFacts.number(index))]/"
            guard let vswitch = file[prefix + "name"] else { break }
            let uplinks = (0..<32).compactMap { [file] in file["\(prefix)uplinks/child[\(ESXiHostFacts.number($0))]/pnic"] }
            for group in 0..<512 {
                let prefix = "\(prefix)portgroup/child[\(ESXiHostFacts.number(group))]/"
                guard let name = file[prefix + "name"] else { break }
                portGroups.append(PortGroup(name: name, vswitch: vswitch, vlan: file.number(prefix + "vlanId") ?? 0, uplinks: uplinks))
            }
        }
        guard file["/adv/Misc/HostName"] != nil, !datastores.isEmpty else { return nil }
    }

    /// The file of a new host.
    static func file(for seed: HostSeed, booted: Date) -> VMXDictionary {
        var file = VMXDictionary()
        file["/system/uuid"] = seed.uuid
        file["/system/bootTime"] = ESXiTime.text(booted)
        file["/adv/Misc/HostName"] = seed.name
        file["/product/name"] = "VMware ESXi"
        file["/product/version"] = "8.0.3"
        file["/product/build"] = "24022510"
        file["/hardware/vendor"] = "Dell Inc."
        file["/hardware/model"] = "PowerEdge R650"
        file["/hardware/cpu/model"] = seed.cpuModel
        file["/hardware/cpu/vendor"] = seed.cpuVendor
        file["/hardware/cpu/hz"] = String(Int64(seed.mhz) * 1_000_000)
        file["/hardware/cpu/packages"] = String(seed.sockets)
        file["/hardware/cpu/cores"] = String(seed.cores)
        file["/hardware/cpu/threads"] = String(seed.threads)
        file["/hardware/memory"] = String(Int64(seed.memoryMiB) << 20)
        for (index, datastore) in seed.datastores.enumerated() {
            let prefix = "/vmfs/volume[\(number(index))]/"
            let digits = (datastore.share?.uuid ?? seed.uuid).filter { $0 != "-" }
            let tail = String(format: "%04x", datastore.share == nil ? index + 1 : 0)
            file[prefix + "name"] = datastore.name
            file[prefix + "uuid"] = "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(8))-\(tail)-\(digits.suffix(12))"
            file[prefix + "capacity"] = String(datastore.capacity)
            file[prefix + "free"] = String(datastore.free)
        }
        for (index, adapter) in seed.adapters.enumerated() {
            let prefix = "/net/pnic/child[\(number(index))]/"
            file[prefix + "name"] = "vmnic\(index)"
            file[prefix + "mac"] = adapter.mac
            file[prefix + "speed"] = String(adapter.speed)
            file["/net/vswitch/child[0000]/uplinks/child[\(number(index))]/pnic"] = "vmnic\(index)"
        }
        file["/net/vswitch/child[0000]/name"] = "vSwitch0"
        for (index, network) in seed.networks.enumerated() {
            let prefix = "/net/vswitch/child[0000]/portgroup/child[\(number(index))]/"
            file[prefix + "name"] = network.name
            file[prefix + "vlanId"] = index == 0 ? "0" : String(index * 10)
        }
        return file
    }

    var name: String { file["/adv/Misc/HostName"] ?? "" }
    var uuid: String { file["/system/uuid"] ?? "" }
    /// Bytes.
    var memory: Int64 { Int64(file["/hardware/memory"] ?? "") ?? 0 }

    func datastore(named name: String) -> Datastore? { datastores.first { $0.name == name || $0.id == name } }

    func portGroup(named name: String) -> PortGroup? { portGroups.first { $0.name == name } }

    mutating func setMaintenance(_ value: String) { file["/system/maintenanceMode"] = value }

    mutating func setBootTime(_ date: Date) { file["/system/bootTime"] = ESXiTime.text(date) }

    /// Takes bytes from a datastore's free space, or gives them back if negative.
    mutating func use(_ bytes: Int64, of name: String) {
        guard let index = datastores.firstIndex(where: { $0.name == name }) else { return }
        let free = min(datastores[index].capacity, max(0, datastores[index].free - bytes))
        datastores[index].free = free
        file[datastores[index].prefix + "free"] = String(free)
    }

    private static func number(_ index: Int) -> String { String(format: "%04d", index) }
}
