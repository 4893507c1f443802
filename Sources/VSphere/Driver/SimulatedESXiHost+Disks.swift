import Foundation
import Hosts
import XML

/// FileManager and VirtualDiskManager, as far as machines are made of copies.
extension SimulatedESXiHost {
    func makeDirectory(_ call: Element) throws -> Outcome {
        try check(call, takes: ["name", "createParentDirectories"])
        let path = try datastorePath(call.value("name"), "name")
        guard !store.exists(path) else { throw ESXiFault.file("FileAlreadyExists", path) }
        let parent = DatastorePath(datastore: path.datastore, path: path.directory)
        guard try call.boolean("createParentDirectories") == true || store.directoryExists(parent) else {
            throw ESXiFault.file("FileNotFound", parent)
        }
        try store.makeDirectory(path)
        return .plain
    }

    /// A file, or a directory with what is in it; nothing that a machine has.
    func deleteFile(_ call: Element) throws -> Outcome {
        try check(call, takes: ["name"])
        let path = try datastorePath(call.value("name"), "name")
        guard store.exists(path), !path.path.isEmpty else { throw ESXiFault.file("FileNotFound", path) }
        for machine in machines.values {
            let files = [machine.path] + machine.disks.compactMap(\.path)
            let isIn = files.contains {
                $0.datastore == path.datastore && ($0.path == path.path || $0.path.hasPrefix(path.path + "/"))
            }
            if isIn { throw ESXiFault.file("FileLocked", path) }
        }
        store.remove(path)
        return .task("ha-nfc-file-manager")
    }

    /// Copies a disk and all that it is based on into one file.
    func copyDisk(_ call: Element) throws -> Outcome {
        try check(call, takes: ["sourceName", "destName"])
        let source = try datastorePath(call.value("sourceName"), "sourceName")
        let target = try datastorePath(call.value("destName"), "destName")
        guard let descriptor = store.readDescriptor(source), let base = store.baseOf(source) else {
            throw ESXiFault.file("FileNotFound", source)
        }
        guard target.path.hasSuffix(".vmdk"), !target.path.hasSuffix("-flat.vmdk") else {
            throw ESXiFault.invalidArgument("destName")
        }
        let isOpen = machines.values.contains { machine in
            machine.power == .poweredOn && machine.disks.contains { $0.path == source }
        }
        guard !isOpen else { throw ESXiFault.file("FileLocked", source) }
        guard !store.exists(target) else { throw ESXiFault.file("FileAlreadyExists", target) }
        let parent = DatastorePath(datastore: target.datastore, path: target.directory)
        guard store.directoryExists(parent) else { throw ESXiFault.file("FileNotFound", parent) }
        let takes = base.thin ? 0 : descriptor.capacity
        guard takes <= facts.datastore(named: target.datastore)?.free ?? 0 else {
            throw ESXiFault(
                "NoDiskSpace", "Insufficient disk space on datastore '\(target.datastore)'.",
                [("file", target.description), ("datastore", target.datastore)])
        }
        let copy = DiskDescriptor(name: target.name, capacity: descriptor.capacity, thin: base.thin)
        try store.write(copy.text, to: target)
        if takes > 0 { try use(takes, of: target.datastore) }
        return .task("ha-vdiskmanager")
    }

    func deleteDisk(_ call: Element) throws -> Outcome {
        try check(call, takes: ["name"])
        let path = try datastorePath(call.value("name"), "name")
        guard let descriptor = store.readDescriptor(path) else { throw ESXiFault.file("FileNotFound", path) }
        guard !machines.values.contains(where: { $0.disks.contains { $0.path == path } }) else {
            throw ESXiFault.file("FileLocked", path)
        }
        store.remove(flatOf: path)
        if !descriptor.thin, descriptor.parent == nil { try use(-descriptor.capacity, of: path.datastore) }
        return .task("ha-vdiskmanager")
    }

    private func datastorePath(_ text: String?, _ argument: String) throws(ESXiFault) -> DatastorePath {
        guard let text, let path = DatastorePath(text), facts.datastore(named: path.datastore) != nil else {
            throw ESXiFault(
                "InvalidDatastorePath", "Invalid datastore path '\(text ?? "")'.", [("datastorePath", text ?? "")])
        }
        return path
    }
}
