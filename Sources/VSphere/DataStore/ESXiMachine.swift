import Foundation

/// A registered machine as its files have it.
struct ESXiMachine: Sendable, Hashable {
    struct Disk: Sendable, Hashable {
        /// `scsi0:0`.
        var slot: DeviceSlot
        /// The descriptor's file; nil if the .vmx file names it in a way that cannot be read.
        var path: DatastorePath?
        /// Bytes; 0 if the descriptor cannot be read.
        var capacity: Int64
        var thin: Bool
        var isMissing: Bool
    }

    /// The number by which the host knows it.
    let id: Int
    /// The .vmx file.
    let path: DatastorePath
    var vmx: VMXDictionary
    var snapshots: ESXiSnapshots
    var disks: [Disk]
    /// A disk is based on a file that neither the machine nor a snapshot has any more.
    var needsConsolidation = false
    var power: ESXiPowerState
    var bootTime: Date?
    /// Stands for the content of the .vmx file.
    var changeVersion: String

    var name: String { vmx["displayName"] ?? path.stem }
    var memoryMiB: Int { max(1, vmx.number("memsize") ?? 256) }
    var cpus: Int { max(1, vmx.number("numvcpus") ?? 1) }
    var reference: String { String(id) }

    /// The slots of network cards that are there, in order.
    var networkSlots: [Int] {
        (0..<10).filter { vmx.flag("ethernet\($0).present") }
    }

    /// Places that are taken, and by a CD drive or a disk.
    var storageSlots: [(slot: DeviceSlot, isCD: Bool)] {
        ESXiMachine.storageSlots(vmx)
    }

    static func storageSlots(_ vmx: VMXDictionary) -> [(slot: DeviceSlot, isCD: Bool)] {
        var slots: [(DeviceSlot, Bool)] = []
        for (key, value) in vmx.entries where key.lowercased().hasSuffix(".present") && value.lowercased() == "true" {
            let name = key.dropLast(".present".count).lowercased()
            guard let slot = DeviceSlot(name) else { continue }
            let type = vmx["\(slot).deviceType"]?.lowercased() ?? ""
            let isCD = type.hasPrefix("cdrom") || type.hasPrefix("atapi-cdrom")
            let isDisk = type.hasSuffix("disk") || (type.isEmpty && vmx["\(slot).fileName"]?.hasSuffix(".vmdk") == true)
            if isCD || isDisk { slots.append((slot, isCD)) }
        }
        return slots.sorted { $0.0.key < $1.0.key }
    }

    /// `[uuid bytes]-[uuid bytes]`, as .vmx files write UUIDs, from the usual form.
    static func uuidBytes(_ uuid: String) -> String? {
        let digits = Array(uuid.lowercased().filter { $0 != "-" })
        guard digits.count == 32, digits.allSatisfy(\.isHexDigit) else { return nil }
        let bytes = stride(from: 0, to: 32, by: 2).map { String(digits[$0...($0 + 1)]) }
        return bytes[0..<8].joined(separator: " ") + "-" + bytes[8..<16].joined(separator: " ")
    }

    static func version(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(format: "%016lx", hash)
    }
}
