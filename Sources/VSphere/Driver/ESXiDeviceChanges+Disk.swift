import Foundation
import XML

extension ESXiDeviceChanges {
    mutating func disk(
        _ device: Element, _ operation: String, _ file: String?, _ index: Int
    ) throws(ESXiFault) {
        switch operation {
        case "add": try addDisk(device, file, index)
        case "edit": try editDisk(device, file, index)
        default: try removeDisk(device, file, index)
        }
    }

    private mutating func addDisk(_ device: Element, _ file: String?, _ index: Int) throws(ESXiFault) {
        let slot = try freeSlot(for: device, index)
        if isRunning, slot.bus == .ide { throw .hotPlug(index) }
        guard let backing = device.first("backing"), backing.vimType == "VirtualDiskFlatVer2BackingInfo" else {
            throw .invalidDevice(index, "backing", type: "InvalidDeviceBacking")
        }
        let target = try diskPath(backing, index)
        if file == "create" {
            let capacity = try capacity(device) ?? 0
            guard capacity > 0, capacity <= 62 << 40 else { throw .invalidDevice(index, "capacityInKB") }
            guard !store.exists(target), !written.contains(where: { $0.path == target }) else {
                throw .file("FileAlreadyExists", target)
            }
            let thin = try backing.boolean("thinProvisioned") ?? false
            let descriptor = DiskDescriptor(name: target.name, capacity: capacity, thin: thin)
            try take(thin ? 0 : descriptor.capacity, for: target)
            write(target, descriptor, takes: thin ? 0 : descriptor.capacity)
        } else {
            guard file == nil else { throw .notSupported("fileOperation \(file ?? "")") }
            guard store.readDescriptor(target) != nil else { throw .file("FileNotFound", target) }
        }
        vmx.setDisk(slot.description, fileName: target.fileName(beside: path))
        try setMode(backing, slot, index)
    }

    private mutating func editDisk(_ device: Element, _ file: String?, _ index: Int) throws(ESXiFault) {
        let slot = try existingSlot(device, isCD: false, index)
        guard file == nil else { throw .invalidDevice(index, "fileOperation") }
        if device.first("controllerKey") != nil, try controllerName(device, index) != slot.controller {
            throw .invalidDevice(index, "controllerKey")
        }
        if let unit = try device.integer("unitNumber"), unit != Int64(slot.unit) { throw .invalidDevice(index, "unitNumber") }
        guard let target = DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: path),
            var descriptor = store.readDescriptor(target)
        else { throw .file("FileNotFound", path.sibling(vmx["\(slot).fileName"] ?? "")) }
        if let backing = device.first("backing") {
            if let name = backing.value("fileName"), !name.isEmpty, DatastorePath(name) != target {
                throw .invalidDevice(index, "backing.fileName")
            }
            let thin = machine?.disks.first { $0.slot == slot }?.thin ?? descriptor.thin
            if let wanted = try backing.boolean("thinProvisioned"), wanted != thin {
                throw .invalidDevice(index, "backing.thinProvisioned")
            }
            try setMode(backing, slot, index)
        }
        guard let capacity = try capacity(device), capacity != descriptor.capacity else { return }
        // Kilobytes alone cannot tell half of one.
        if device.first("capacityInBytes") == nil, capacity == descriptor.capacity / 1024 * 1024 { return }
        // A disk never shrinks, and one with snapshots stays as long as what they froze.
        guard capacity > descriptor.capacity, capacity <= 62 << 40, !hasSnapshots, descriptor.parent == nil else {
            throw .invalidDevice(index, "capacityInKB")
        }
        if isRunning, slot.bus == .ide { throw .hotPlug(index) }
        let takes = descriptor.thin ? 0 : capacity - descriptor.capacity
        try take(takes, for: target)
        descriptor.grow(to: capacity)
        write(target, descriptor, takes: takes)
    }

    private mutating func removeDisk(_ device: Element, _ file: String?, _ index: Int) throws(ESXiFault) {
        let slot = try existingSlot(device, isCD: false, index)
        guard file == nil || file == "destroy" else { throw .invalidDevice(index, "fileOperation") }
        if isRunning, slot.bus == .ide { throw .hotPlug(index) }
        if file == "destroy", let target = DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: path) {
            let isFrozen = machine?.snapshots.snapshots.contains { snapshot in
                snapshot.disks.contains { DatastorePath(fileName: $0.fileName, beside: path) == target }
            }
            if isFrozen != true { remove(target) }
        }
        vmx.removeDevice(slot.description)
    }

    /// Bytes; nil if the device does not tell.
    private func capacity(_ device: Element) throws(ESXiFault) -> Int64? {
        if let bytes = try device.integer("capacityInBytes") { return bytes }
        guard let kilobytes = try device.integer("capacityInKB") else { return nil }
        return kilobytes < 1 << 50 ? kilobytes * 1024 : Int64.max
    }

    private mutating func setMode(_ backing: Element, _ slot: DeviceSlot, _ index: Int) throws(ESXiFault) {
        guard let mode = backing.value("diskMode") else { return }
        guard ["persistent", "independent_persistent", "independent_nonpersistent"].contains(mode) else {
            throw .invalidDevice(index, "backing.diskMode")
        }
        let word = mode.replacing("_", with: "-")
        guard (vmx["\(slot).mode"] ?? "persistent") != word else { return }
        let isOld = machine?.disks.contains { $0.slot == slot } == true
        if isOld, isRunning || hasSnapshots { throw .invalidDevice(index, "backing.diskMode") }
        vmx["\(slot).mode"] = word == "persistent" ? nil : word
    }

    /// `[datastore]` alone, or nothing, lets the host choose the name.
    private func diskPath(_ backing: Element, _ index: Int) throws(ESXiFault) -> DatastorePath {
        var text = backing.value("fileName") ?? ""
        if text.isEmpty { text = "[\(path.datastore)]" }
        guard let named = DatastorePath(text), let datastore = facts.datastore(named: named.datastore) else {
            throw ESXiFault(
                "InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
        }
        if !named.path.isEmpty {
            guard named.path.hasSuffix(".vmdk"), !named.path.hasSuffix("-flat.vmdk") else {
                throw .invalidDevice(index, "backing.fileName", type: "InvalidDeviceBacking")
            }
            return DatastorePath(datastore: datastore.name, path: named.path)
        }
        let directory = path.directory
        for number in 0..<1024 {
            let name = number == 0 ? "\(path.stem).vmdk" : "\(path.stem)_\(number).vmdk"
            let free = DatastorePath(datastore: datastore.name, path: directory.isEmpty ? name : "\(directory)/\(name)")
            if !store.exists(free), !written.contains(where: { $0.path == free }) { return free }
        }
        throw .invalidDevice(index, "backing.fileName")
    }

    private func take(_ bytes: Int64, for target: DatastorePath) throws(ESXiFault) {
        let pending = written.filter { $0.path.datastore == target.datastore }.reduce(0) { $0 + $1.takes }
        guard let datastore = facts.datastore(named: target.datastore), bytes + pending <= datastore.free else {
            throw ESXiFault(
                "NoDiskSpace", "Insufficient disk space on datastore '\(target.datastore)'.",
                [("file", target.description), ("datastore", target.datastore)])
        }
    }
}
