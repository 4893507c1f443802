import Foundation
import Hosts
import Simulator
import XML

/// RelocateVM_Task and MigrateVM_Task: to other datastores of the host, or to the host of another server that has the
/// machine's datastores too.
extension SimulatedESXiHost {
    func relocate(_ machine: ESXiMachine, _ call: Element) async throws -> Outcome {
        try check(call, takes: ["spec", "priority"])
        guard let spec = call.first("spec") else { throw ESXiFault.invalidArgument("spec") }
        let known: Set = ["service", "folder", "datastore", "pool", "host", "disk"]
        for field in spec.elements where !known.contains(field.name) {
            throw ESXiFault.notSupported("spec.\(field.name)")
        }
        if let url = spec.first("service")?.value("url") {
            guard spec.first("disk") == nil, spec.first("datastore") == nil else {
                throw ESXiFault.notSupported("another datastore on another server")
            }
            try await migrate(machine, to: url)
        } else {
            try moveStorage(of: machine, try moves(of: machine, spec))
        }
        return .task(machine.reference)
    }

    // MARK: - Hosts

    private func migrate(_ machine: ESXiMachine, to url: String) async throws {
        guard let name = URL(string: url)?.host, name != directory.lastPathComponent,
            let other = Self.neighbourhood.host(named: name, beside: directory)
        else {
            throw ESXiFault("HostConnectFault", "The server \(url) cannot be reached.")
        }
        var volumes: [String: String] = [:]
        for datastore in facts.datastores { volumes[datastore.name] = datastore.id }
        try await other.receive(machine, volumes: volumes)
        try leaveInventory(machine)
    }

    /// Takes over a machine whose files are on datastores that this host has too.
    /// - Parameter volumes: the identifiers of the datastores that the machine's files are named by.
    func receive(_ machine: ESXiMachine, volumes: [String: String]) throws {
        try checkOpen()
        try checkUnique(machine.name, except: nil)
        let files = [machine.path] + machine.disks.compactMap(\.path)
        for file in files {
            guard let id = volumes[file.datastore], let own = facts.datastore(named: id), own.name == file.datastore,
                store.exists(file)
            else {
                throw ESXiFault("CannotAccessFile", "Unable to access file \(file)", [("file", file.description)])
            }
        }
        for slot in machine.networkSlots {
            let network = machine.vmx["ethernet\(slot).networkName"] ?? ""
            guard facts.portGroup(named: network) != nil else {
                throw ESXiFault("InvalidDeviceSpec", "The host has no network \(network).", [("deviceIndex", "0")])
            }
        }
        if machine.power == .poweredOn, machine.memoryMiB > monitor.freeMiB {
            throw ESXiFault(
                "InsufficientMemoryResourcesFault",
                "The host does not have sufficient memory resources to satisfy the reservation.",
                [
                    ("unreserved", String(Int64(monitor.freeMiB) << 20)),
                    ("requested", String(Int64(machine.memoryMiB) << 20)),
                ])
        }
        _ = try enter(machine.path, machine.vmx)
    }

    /// SearchIndex.FindByUuid: by the UUID of the machine's firmware.
    func findByUuid(_ call: Element, _ id: String) throws -> Outcome {
        guard id == "ha-searchindex" else { throw ESXiFault.notFound(type: "SearchIndex", id: id) }
        try check(call, takes: ["datacenter", "uuid", "vmSearch", "instanceUuid"])
        let bytes = ESXiMachine.uuidBytes(call.value("uuid") ?? "")
        guard let found = machines.values.first(where: { $0.vmx["uuid.bios"] == bytes }) else { return .plain }
        return .answer(
            Element(
                "returnval", namespace: Vim.namespace, attributes: ["type": "VirtualMachine"], text: found.reference))
    }

    // MARK: - Storage

    /// Where the files of a machine go.
    struct StorageMoves {
        /// The datastore of the configuration.
        var home: String
        /// The datastore and the format of each disk.
        var disks: [(disk: ESXiMachine.Disk, datastore: String, thin: Bool)]
    }

    private func moves(of machine: ESXiMachine, _ spec: Element) throws(ESXiFault) -> StorageMoves {
        func datastore(_ element: Element, _ name: String) throws(ESXiFault) -> String? {
            guard let id = element.value("datastore") else { return nil }
            guard let datastore = facts.datastore(named: id) else { throw .notFound(type: "Datastore", id: id) }
            return datastore.name
        }
        if let host = spec.value("host"), host != ESXiHostFacts.hostID { throw .notFound(type: "HostSystem", id: host) }
        let home = try datastore(spec, "spec.datastore")
        var disks = machine.disks.map { disk in
            (disk: disk, datastore: home ?? disk.path?.datastore ?? "", thin: disk.thin)
        }
        for locator in spec.all("disk") {
            guard let key = try locator.integer("diskId"),
                let index = disks.firstIndex(where: { $0.disk.slot.key == Int(key) })
            else {
                throw .invalidArgument("spec.disk.diskId")
            }
            disks[index].datastore =
                try datastore(locator, "spec.disk.datastore") ?? disks[index].disk.path?.datastore ?? ""
            if let thin = try locator.first("diskBackingInfo")?.boolean("thinProvisioned") { disks[index].thin = thin }
        }
        return StorageMoves(home: home ?? machine.path.datastore, disks: disks)
    }

    /// Everything is copied, then the inventory names the copy; at last the old files go.
    private func moveStorage(of machine: ESXiMachine, _ moves: StorageMoves) throws {
        let movesHome = moves.home != machine.path.datastore
        let isWhole = movesHome && moves.disks.allSatisfy { $0.datastore == moves.home }
        guard
            movesHome
                || moves.disks.contains(where: { $0.datastore != $0.disk.path?.datastore || $0.thin != $0.disk.thin })
        else {
            return
        }
        if !machine.snapshots.snapshots.isEmpty {
            guard isWhole,
                moves.disks.allSatisfy({ $0.thin == $0.disk.thin && $0.disk.path?.directory == machine.path.directory })
            else {
                throw ESXiFault("InvalidState", "A virtual machine with snapshots moves as a whole to one datastore.")
            }
        }
        try checkRoom(for: moves)
        var copied: [DatastorePath] = []
        do {
            let target = try newPlace(of: machine.path, on: moves.home)
            let homes = try copyHome(of: machine, to: target, isWhole && !machine.snapshots.snapshots.isEmpty, &copied)
            var vmx = machine.vmx
            for (slot, isCD) in machine.storageSlots where isCD {
                if let file = DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: machine.path),
                    store.exists(file)
                {
                    vmx["\(slot).fileName"] = file.fileName(beside: target)
                }
            }
            var disks: [DatastorePath] = []
            for move in moves.disks {
                guard let path = move.disk.path else { continue }
                var place = path
                if homes.contains(path) {
                    place = DatastorePath(datastore: target.datastore, path: target.sibling(path.name).path)
                } else if move.datastore != path.datastore || move.thin != move.disk.thin {
                    place = try copy(move.disk, path, to: move.datastore, beside: target, thin: move.thin, &copied)
                    disks.append(path)
                }
                vmx["\(move.disk.slot).fileName"] = place.fileName(beside: target)
            }
            try finish(machine, vmx, at: target, moves, old: (movesHome ? homes : []) + disks.flatMap(parts))
        } catch {
            for file in copied.reversed() { store.remove(file) }
            throw error
        }
    }

    private func finish(
        _ machine: ESXiMachine, _ vmx: VMXDictionary, at target: DatastorePath, _ moves: StorageMoves,
        old: [DatastorePath]
    ) throws {
        if target != machine.path {
            try store.write(vmx.text, to: target)
            var inventory = inventoryFile
            inventory.rename(machine.id, to: target)
            try NativeFile.write(inventory.bytes, to: store.inventoryFile)
            inventoryFile = inventory
            unwatch(machine.id, machine.path)
            watch(machine.id, target)
            adopt(store.machine(machine.id, target, vmx))
            announce(machine.id)
            store.remove(machine.path)
        } else {
            try commit(machine, vmx)
        }
        let present = Set(machines.values.flatMap { $0.disks.compactMap(\.path) })
        for file in old where !present.contains(file) { store.remove(file) }
        for directory in Set(old.map(\.parent) + [machine.path.parent]) where !directory.path.isEmpty {
            let folder = store.url(directory)
            if (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.isEmpty == true {
                try? FileManager.default.removeItem(at: folder)
            }
        }
        for move in moves.disks {
            if !move.disk.thin, let datastore = move.disk.path?.datastore {
                try use(-move.disk.capacity, of: datastore)
            }
            if !move.thin { try use(move.disk.capacity, of: move.datastore) }
        }
    }

    private func checkRoom(for moves: StorageMoves) throws(ESXiFault) {
        var needed: [String: Int64] = [:]
        for move in moves.disks where !move.thin && (move.disk.thin || move.datastore != move.disk.path?.datastore) {
            needed[move.datastore, default: 0] += move.disk.capacity
        }
        for (name, bytes) in needed where bytes > facts.datastore(named: name)?.free ?? 0 {
            throw ESXiFault(
                "NoDiskSpace", "Insufficient disk space on datastore '\(name)'.",
                [("file", "[\(name)]"), ("datastore", name)])
        }
    }

    /// The configuration's path on a datastore: in a directory that is not there yet.
    private func newPlace(of path: DatastorePath, on datastore: String) throws -> DatastorePath {
        if datastore == path.datastore { return path }
        let wanted = path.directory.isEmpty ? path.stem : path.directory
        for number in 0..<4096 {
            let directory = DatastorePath(datastore: datastore, path: number == 0 ? wanted : "\(wanted)_\(number)")
            if store.exists(directory) { continue }
            try store.makeDirectory(directory)
            return DatastorePath(datastore: datastore, path: "\(directory.path)/\(path.name)")
        }
        throw ESXiFault.file("FileAlreadyExists", DatastorePath(datastore: datastore, path: wanted))
    }

    /// Copies the machine's own files but its disks and its configuration.
    /// - Returns: what was copied, by its old names.
    private func copyHome(
        of machine: ESXiMachine, to target: DatastorePath, _ withDisks: Bool, _ copied: inout [DatastorePath]
    ) throws -> [DatastorePath] {
        guard target != machine.path else { return [] }
        var kinds: Set = ["vmxf", "vmsd", "vmsn", "vmem", "nvram", "vswp", "vmss", "log"]
        if withDisks { kinds.insert("vmdk") }
        var homes: [DatastorePath] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: store.url(machine.path.parent).path) {
            guard let kind = name.split(separator: ".").last, kinds.contains(String(kind)) else { continue }
            let old = machine.path.sibling(name)
            let new = target.sibling(name)
            try LocalFile.copy(store.url(old), to: store.url(new))
            if kind == "vswp", let booted = machine.bootTime {
                try FileManager.default.setAttributes([.modificationDate: booted], ofItemAtPath: store.url(new).path)
            }
            copied.append(new)
            homes.append(old)
        }
        return homes
    }

    private func copy(
        _ disk: ESXiMachine.Disk, _ path: DatastorePath, to datastore: String, beside home: DatastorePath, thin: Bool,
        _ copied: inout [DatastorePath]
    ) throws -> DatastorePath {
        guard let descriptor = store.readDescriptor(path) else { throw ESXiFault.file("FileNotFound", path) }
        let folder = datastore == home.datastore ? home.directory : path.directory
        try store.makeDirectory(DatastorePath(datastore: datastore, path: folder))
        let stem = path.stem
        for number in 0..<4096 {
            let name = number == 0 ? stem : "\(stem)_\(number)"
            let place = DatastorePath(
                datastore: datastore, path: folder.isEmpty ? "\(name).vmdk" : "\(folder)/\(name).vmdk")
            if store.exists(place) { continue }
            let copy =
                number == 0 && thin == descriptor.thin
                ? descriptor : DiskDescriptor(name: place.name, capacity: descriptor.capacity, thin: thin)
            try store.write(copy.text, to: place)
            copied.append(place)
            let extent = path.sibling("\(stem)-flat.vmdk")
            if store.exists(extent) {
                let new = place.sibling("\(name)-flat.vmdk")
                try LocalFile.copy(store.url(extent), to: store.url(new))
                copied.append(new)
            }
            return place
        }
        throw ESXiFault.file("FileAlreadyExists", path)
    }

    private func parts(of disk: DatastorePath) -> [DatastorePath] {
        [disk, disk.sibling(disk.stem + "-flat.vmdk"), disk.sibling(disk.stem + "-delta.vmdk")]
    }
}
