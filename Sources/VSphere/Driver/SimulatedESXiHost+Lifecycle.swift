import Foundation
import Hosts
import Simulator
import XML

extension SimulatedESXiHost {
    func create(_ call: Element) throws -> Outcome {
        try check(call, takes: ["config", "pool", "host"])
        guard let element = call.first("config") else { throw ESXiFault.invalidArgument("config") }
        if let pool = call.value("pool"), pool != ESXiHostFacts.poolID {
            throw ESXiFault.notFound(type: "ResourcePool", id: pool)
        }
        if let host = call.value("host"), host != ESXiHostFacts.hostID {
            throw ESXiFault.notFound(type: "HostSystem", id: host)
        }
        guard let name = element.first("name")?.text else { throw ESXiFault.invalidArgument("configSpec.name") }
        try ESXiConfigSpec.checkName(name)
        try checkUnique(name, except: nil)
        let path = try configurationFile(for: name, element)
        let uuid = element.value("uuid") ?? UUID().uuidString.lowercased()
        var spec = ESXiConfigSpec(element, machine: nil, vmx: .machine(name: name, uuid: uuid))
        try spec.applyFields()
        var devices = ESXiDeviceChanges(path: path, machine: nil, store: store, facts: facts, vmx: spec.vmx)
        try devices.apply(element.all("deviceChange"))
        try spec.finishBoot(&devices.vmx)
        try store.makeDirectory(DatastorePath(datastore: path.datastore, path: path.directory))
        try write(devices)
        try store.write(devices.vmx.text, to: path)
        return try enter(path, devices.vmx)
    }

    /// Takes a machine into the inventory whose .vmx file is there.
    func register(_ call: Element) throws -> Outcome {
        try check(call, takes: ["path", "name", "asTemplate", "pool", "host"])
        if try call.boolean("asTemplate") == true { throw ESXiFault.notSupported("asTemplate on a stand-alone host") }
        if let pool = call.value("pool"), pool != "ha-root-pool" {
            throw ESXiFault.notFound(type: "ResourcePool", id: pool)
        }
        let path = try file(call, "path")
        guard store.exists(path), !isDirectory(path) else { throw ESXiFault.file("FileNotFound", path) }
        if let owner = inventoryFile.paths.first(where: { $0.value == path })?.key {
            throw ESXiFault(
                "AlreadyExists", "The specified key, name, or identifier already exists.", [("name", String(owner))])
        }
        var vmx = VMXDictionary(parsing: try NativeFile.read(store.url(path)))
        guard vmx["config.version"] != nil || vmx["virtualHW.version"] != nil else {
            throw ESXiFault(
                "InvalidVmConfig", "The file \(path) is no configuration of a virtual machine.", [("property", "path")])
        }
        let name = call.first("name")?.text ?? vmx["displayName"] ?? path.stem
        try ESXiConfigSpec.checkName(name)
        try checkUnique(name, except: nil)
        let written = vmx
        vmx["displayName"] = name
        if vmx["memsize"] == nil { vmx["memsize"] = "32" }
        // A volume may be named by its UUID.
        for (key, value) in vmx.entries
        where key.lowercased().hasSuffix(".filename") && value.hasPrefix("/vmfs/volumes/") {
            guard let file = DatastorePath(value), let datastore = facts.datastore(named: file.datastore) else {
                continue
            }
            vmx[key] = DatastorePath(datastore: datastore.name, path: file.path).fileName(beside: path)
        }
        if vmx != written { try store.write(vmx.text, to: path) }
        return try enter(path, vmx)
    }

    /// Takes a machine whose files are written into the inventory.
    func enter(_ path: DatastorePath, _ vmx: VMXDictionary) throws -> Outcome {
        let id = takeID()
        // The machine is there once the inventory says so.
        var inventory = inventoryFile
        inventory.add(id, path)
        try NativeFile.write(inventory.bytes, to: store.inventoryFile)
        inventoryFile = inventory
        watch(id, path)
        adopt(store.machine(id, path, vmx))
        announce(id)
        return .made(ESXiHostFacts.folderID, type: "VirtualMachine", id: String(id))
    }

    /// Where a new machine's .vmx file goes.
    private func configurationFile(for name: String, _ config: Element) throws(ESXiFault) -> DatastorePath {
        let text = config.first("files")?.value("vmPathName") ?? ""
        guard let named = DatastorePath(text), let datastore = facts.datastore(named: named.datastore) else {
            throw ESXiFault("InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
        }
        if named.path.hasSuffix(".vmx"), !named.directory.isEmpty {
            let path = DatastorePath(datastore: datastore.name, path: named.path)
            guard !store.exists(path) else { throw .file("FileAlreadyExists", path) }
            return path
        }
        var stem = String(name.map { $0 == "/" || $0 == "\\" || $0 == ":" || $0 == "\0" ? "_" : $0 })
        while stem.utf8.count > 200 { stem.removeLast() }
        if stem.hasPrefix(".") { stem = "_" + stem.dropFirst() }
        guard named.path.isEmpty else {
            // A directory for the machine.
            let path = DatastorePath(datastore: datastore.name, path: "\(named.path)/\(stem).vmx")
            guard named.name.first != ".", !named.path.hasSuffix(".vmx") else {
                throw ESXiFault("InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
            }
            guard !store.exists(path) else { throw .file("FileAlreadyExists", path) }
            return path
        }
        for number in 0..<4096 {
            let directory = number == 0 ? stem : "\(stem)_\(number)"
            if !store.exists(DatastorePath(datastore: datastore.name, path: directory)) {
                return DatastorePath(datastore: datastore.name, path: "\(directory)/\(stem).vmx")
            }
        }
        throw .file("FileAlreadyExists", DatastorePath(datastore: datastore.name, path: stem))
    }

    func unregister(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try checkOff(machine)
        try leaveInventory(machine)
        return .plain
    }

    /// Takes a machine out of the inventory, then its files off the datastores.
    func destroy(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try checkOff(machine)
        try leaveInventory(machine)
        let others = Set(machines.values.flatMap { $0.disks.compactMap(\.path) })
        var freed: [String: Int64] = [:]
        for disk in machine.disks {
            guard let path = disk.path, !others.contains(path) else { continue }
            if !disk.thin { freed[path.datastore, default: 0] += disk.capacity }
            store.remove(flatOf: path)
        }
        removeDirectory(of: machine, keeping: others)
        for (datastore, bytes) in freed { try use(-bytes, of: datastore) }
        return .task(machine.reference)
    }

    private func checkOff(_ machine: ESXiMachine) throws(ESXiFault) {
        guard machine.power != .poweredOn else {
            throw .invalidPowerState(requested: .poweredOff, existing: machine.power)
        }
    }

    /// - Throws: what keeps the inventory from being written.
    func leaveInventory(_ machine: ESXiMachine) throws {
        var inventory = inventoryFile
        inventory.remove(machine.id)
        try NativeFile.write(inventory.bytes, to: store.inventoryFile)
        inventoryFile = inventory
        unwatch(machine.id, machine.path)
        forget(machine.id)
    }

    /// Removes the kinds of files that belong to machines, and the directory if nothing else is in it.
    private func removeDirectory(of machine: ESXiMachine, keeping others: Set<DatastorePath>) {
        let kinds: Set = ["vmx", "vmtx", "vmxf", "vmsd", "vmsn", "vmem", "vmdk", "nvram", "vswp", "vmss", "log"]
        let directory = store.url(machine.path).deletingLastPathComponent()
        guard !machine.path.directory.isEmpty,
            let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        else { return }
        let kept = Set(
            others.filter { $0.datastore == machine.path.datastore && $0.directory == machine.path.directory }
                .map(\.stem))
        for name in names {
            let file = machine.path.sibling(name)
            let isKept = kept.contains { file.stem == $0 || file.stem == "\($0)-flat" || file.stem == "\($0)-delta" }
            if let kind = name.split(separator: ".").last, kinds.contains(String(kind)), !isKept { store.remove(file) }
        }
        if (try? FileManager.default.contentsOfDirectory(atPath: directory.path))?.isEmpty == true {
            try? FileManager.default.removeItem(at: directory)
        }
    }
}
