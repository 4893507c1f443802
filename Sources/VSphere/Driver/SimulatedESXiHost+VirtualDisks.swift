import Foundation
import Simulator
import XML

/// VirtualDiskManager.
extension SimulatedESXiHost {
    func manageDisks(_ call: Element, _ id: String) throws -> Outcome {
        guard id == ESXiHostFacts.diskManagerID else { throw ESXiFault.notFound(type: "VirtualDiskManager", id: id) }
        switch call.name {
        case "CreateVirtualDisk_Task": try createDisk(call)
        case "ExtendVirtualDisk_Task": try extendDisk(call)
        case "DeleteVirtualDisk_Task":
            try check(call, takes: ["name", "datacenter"])
            let (path, descriptor) = try disk(call, "name")
            try checkUnused(path)
            store.remove(flatOf: path)
            if !descriptor.thin, descriptor.parent == nil { try use(-descriptor.capacity, of: path.datastore) }
        case "CopyVirtualDisk_Task", "MoveVirtualDisk_Task": try transferDisk(call, moves: call.name.hasPrefix("Move"))
        default: throw ESXiFault.methodNotFound(call.name, type: "VirtualDiskManager", id: id)
        }
        return .task(id)
    }

    private func disk(_ call: Element, _ name: String) throws(ESXiFault) -> (DatastorePath, DiskDescriptor) {
        let path = try file(call, name)
        guard let descriptor = store.readDescriptor(path) else { throw .file("FileNotFound", path) }
        return (path, descriptor)
    }

    private func newDisk(_ call: Element, _ name: String, force: Bool) throws(ESXiFault) -> DatastorePath {
        let path = try file(call, name)
        guard path.name.hasSuffix(".vmdk"), !path.stem.isEmpty else { throw .invalidArgument(name) }
        guard isDirectory(path.parent) else { throw .file("FileNotFound", path.parent) }
        if store.exists(path) {
            guard force, store.readDescriptor(path) != nil else { throw .file("FileAlreadyExists", path) }
            try checkUnused(path)
        }
        return path
    }

    private func take(_ descriptor: DiskDescriptor, _ path: DatastorePath, more bytes: Int64? = nil) throws {
        guard !descriptor.thin else { return }
        let bytes = bytes ?? descriptor.capacity
        guard let datastore = facts.datastore(named: path.datastore), bytes <= datastore.free else {
            throw ESXiFault(
                "NoDiskSpace", "Insufficient disk space on datastore '\(path.datastore)'.",
                [("file", path.description), ("datastore", path.datastore)])
        }
        try use(bytes, of: path.datastore)
    }

    private func createDisk(_ call: Element) throws {
        try check(call, takes: ["name", "datacenter", "spec"])
        let path = try newDisk(call, "name", force: false)
        guard let kilobytes = try call.first("spec")?.integer("capacityKb"), kilobytes > 0, kilobytes <= 62 << 30 else {
            throw ESXiFault.invalidArgument("spec.capacityKb")
        }
        let type = call.first("spec")?.value("diskType") ?? ""
        guard ["thin", "preallocated", "eagerZeroedThick"].contains(type) else {
            throw ESXiFault.invalidArgument("spec.diskType")
        }
        let descriptor = DiskDescriptor(name: path.name, capacity: kilobytes * 1024, thin: type == "thin")
        try take(descriptor, path)
        try store.write(descriptor.text, to: path)
    }

    private func extendDisk(_ call: Element) throws {
        try check(call, takes: ["name", "datacenter", "newCapacityKb", "eagerZero"])
        var (path, descriptor) = try disk(call, "name")
        guard let kilobytes = try call.integer("newCapacityKb"), kilobytes <= 62 << 30,
            kilobytes * 1024 >= descriptor.capacity, descriptor.parent == nil
        else { throw ESXiFault.invalidArgument("newCapacityKb") }
        let owner = machines.values.first { $0.disks.contains { $0.path == path } }
        if let owner, owner.power != .poweredOff { throw ESXiFault.file("FileLocked", path) }
        try take(descriptor, path, more: kilobytes * 1024 - descriptor.capacity)
        descriptor.grow(to: kilobytes * 1024)
        try store.write(descriptor.text, to: path)
        if let owner {
            adopt(store.machine(owner.id, owner.path, owner.vmx))
            announce(owner.id)
        }
    }

    private func transferDisk(_ call: Element, moves: Bool) throws {
        try check(call, takes: ["sourceName", "sourceDatacenter", "destName", "destDatacenter", "destSpec", "force"])
        let (source, descriptor) = try disk(call, "sourceName")
        let target = try newDisk(call, "destName", force: try call.boolean("force") ?? false)
        guard source != target else { throw ESXiFault.file("FileAlreadyExists", target) }
        if moves { try checkUnused(source) }
        let isOpen = machines.values.contains { machine in
            machine.power == .poweredOn && machine.disks.contains { $0.path == source }
        }
        guard !isOpen, let base = store.baseOf(source) else { throw ESXiFault.file("FileLocked", source) }
        // One file for the disk and all that it is based on.
        let copy = DiskDescriptor(name: target.name, capacity: descriptor.capacity, thin: base.thin)
        if let old = store.readDescriptor(target), !old.thin { try use(-old.capacity, of: target.datastore) }
        try take(copy, target)
        try store.write(copy.text, to: target)
        guard moves else { return }
        store.remove(flatOf: source)
        if !descriptor.thin, descriptor.parent == nil { try use(-descriptor.capacity, of: source.datastore) }
    }
}
