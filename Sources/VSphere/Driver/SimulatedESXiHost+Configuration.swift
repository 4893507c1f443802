import Foundation
import Hosts
import Simulator
import XML

extension SimulatedESXiHost {
    func rename(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["newName"])
        guard let name = call.first("newName")?.text else { throw ESXiFault.invalidArgument("newName") }
        try ESXiConfigSpec.checkName(name)
        try checkUnique(name, except: machine.id)
        var vmx = machine.vmx
        vmx["displayName"] = name
        try commit(machine, vmx)
        return .task(machine.reference)
    }

    func reconfigure(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["spec"])
        guard let element = call.first("spec") else { throw ESXiFault.invalidArgument("spec") }
        guard element.first("files") == nil else { throw ESXiFault.notSupported("spec.files of an existing machine") }
        var spec = ESXiConfigSpec(element, machine: machine, vmx: machine.vmx)
        try spec.applyFields()
        if let name = element.first("name")?.text { try checkUnique(name, except: machine.id) }
        var devices = ESXiDeviceChanges(
            path: machine.path, machine: machine, store: store, facts: facts, vmx: spec.vmx)
        try devices.apply(element.all("deviceChange"))
        try spec.finishBoot(&devices.vmx)
        try checkLocks(devices.vmx, of: machine.id, at: machine.path)
        try checkHotAddedMemory(of: machine, devices.vmx)
        try write(devices)
        try commit(machine, devices.vmx)
        // Disks that the machine no longer has.
        for path in devices.removed {
            let descriptor = store.readDescriptor(path)
            store.remove(flatOf: path)
            if let descriptor, !descriptor.thin, descriptor.parent == nil { try use(-descriptor.capacity, of: path.datastore) }
        }
        return .task(machine.reference)
    }

    /// Writes a machine's .vmx file and takes over what it says.
    func commit(_ machine: ESXiMachine, _ vmx: VMXDictionary) throws {
        if vmx != machine.vmx { try store.write(vmx.text, to: machine.path) }
        adopt(store.machine(machine.id, machine.path, vmx))
        announce(machine.id)
    }

    /// Makes the disk files that device changes ask for.
    func write(_ devices: ESXiDeviceChanges) throws {
        for file in devices.written {
            let directory = file.path.directory
            if !directory.isEmpty { try store.makeDirectory(DatastorePath(datastore: file.path.datastore, path: directory)) }
            try store.write(file.descriptor.text, to: file.path)
            if file.takes > 0 { try use(file.takes, of: file.path.datastore) }
        }
    }

    func use(_ bytes: Int64, of datastore: String) throws {
        facts.use(bytes, of: datastore)
        try NativeFile.write(facts.file.text, to: store.factsFile)
        announceDatastore(datastore)
    }

    func checkUnique(_ name: String, except id: Int?) throws(ESXiFault) {
        for machine in machines.values where machine.id != id && machine.name == name {
            throw .duplicateName(name, of: machine.id)
        }
    }

    /// A disk that a running machine has open cannot be another one's too.
    private func checkLocks(_ vmx: VMXDictionary, of id: Int, at path: DatastorePath) throws(ESXiFault) {
        let old = Set(machines[id]?.disks.compactMap(\.path) ?? [])
        let new = ESXiMachine.storageSlots(vmx).filter { !$0.isCD }
            .compactMap { DatastorePath(fileName: vmx["\($0.slot).fileName"] ?? "", beside: path) }
        guard Set(new).count == new.count else { throw .file("FileLocked", new.first ?? path) }
        for file in new where !old.contains(file) {
            for machine in machines.values where machine.id != id && machine.power == .poweredOn {
                if machine.disks.contains(where: { $0.path == file }) { throw .file("FileLocked", file) }
            }
        }
    }

    private func checkHotAddedMemory(of machine: ESXiMachine, _ vmx: VMXDictionary) throws(ESXiFault) {
        let added = (vmx.number("memsize") ?? 0) - machine.memoryMiB
        guard machine.power == .poweredOn, added > monitor.freeMiB else { return }
        throw ESXiFault(
            "InsufficientMemoryResourcesFault",
            "The host does not have sufficient memory resources to satisfy the reservation.",
            [("unreserved", String(Int64(monitor.freeMiB) << 20)), ("requested", String(Int64(added) << 20))])
    }
}
