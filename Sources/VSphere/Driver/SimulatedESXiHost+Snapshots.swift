import Foundation
import Hosts
import Simulator
import XML

extension SimulatedESXiHost {
    /// Freezes the configuration in a .vmsn file and the disks under deltas.
    func createSnapshot(of machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["name", "description", "memory", "quiesce"])
        guard let name = call.first("name")?.text else { throw ESXiFault.invalidArgument("name") }
        try ESXiConfigSpec.checkName(name)
        guard let memory = try call.boolean("memory") else { throw ESXiFault.invalidArgument("memory") }
        guard let quiesce = try call.boolean("quiesce") else { throw ESXiFault.invalidArgument("quiesce") }
        if machine.disks.contains(where: \.isMissing) { throw ESXiFault.file("FileNotFound", machine.path) }
        let isOn = machine.power == .poweredOn
        if memory, isOn, machine.disks.contains(where: { machine.isIndependent($0.slot) }) {
            throw ESXiFault(
                "MemorySnapshotOnIndependentDisk",
                "A memory snapshot cannot be taken of a virtual machine with independent disks.")
        }
        if quiesce, !memory, isOn, !monitor.guestIsUp(machine.reference, now: Date()) {
            throw ESXiFault(
                "ToolsUnavailable",
                "Cannot quiesce because VMware Tools is not running in this virtual machine.")
        }
        var snapshots = machine.snapshots
        let fileName = freeName(beside: machine.path, from: snapshots.lastUID + 1) { "\(machine.path.stem)-Snapshot\($0).vmsn" }
        try store.write(machine.vmx.text, to: machine.path.sibling(fileName))
        let made = snapshots.add { uid, parent in
            ESXiSnapshot(
                uid: uid, parent: parent, name: name, description: call.first("description")?.text ?? "",
                fileName: fileName, created: Int64(Date().timeIntervalSince1970 * 1_000_000),
                power: isOn && !memory ? .poweredOff : machine.power,
                disks: machine.disks.filter { !machine.isIndependent($0.slot) }.map {
                    ESXiSnapshot.Disk(fileName: machine.vmx["\($0.slot).fileName"] ?? "", node: $0.slot.description)
                })
        }
        var vmx = machine.vmx
        try branch(&vmx, of: machine, from: made)
        // The .vmx file goes on with the deltas before the .vmsd file makes the snapshot known: both orders keep the data.
        try store.write(vmx.text, to: machine.path)
        try store.write(snapshots.text, to: machine.snapshotFile)
        adopt(store.machine(machine.id, machine.path, vmx))
        announce(machine.id)
        return .made(machine.reference, type: "VirtualMachineSnapshot", id: "\(machine.id)-snapshot-\(made.uid)")
    }

    /// Goes back to the configuration, the disks and the power state of a snapshot.
    func revert(_ machine: ESXiMachine, to snapshot: ESXiSnapshot, _ call: Element) throws -> Outcome {
        try check(call, takes: ["host", "suppressPowerOn"])
        let suppress = try call.boolean("suppressPowerOn") ?? false
        let file = machine.path.sibling(snapshot.fileName)
        guard let bytes = try? NativeFile.read(store.url(file)) else { throw ESXiFault.file("FileNotFound", file) }
        var vmx = VMXDictionary(parsing: bytes)
        // The machine keeps its name; what it was suspended with is of another time.
        vmx["displayName"] = machine.name
        vmx["checkpoint.vmState"] = nil
        for disk in snapshot.disks {
            vmx["\(disk.node).fileName"] = disk.fileName
            if let path = DatastorePath(fileName: disk.fileName, beside: machine.path), !store.exists(path) {
                throw ESXiFault.file("FileNotFound", path)
            }
        }
        let target: ESXiPowerState = suppress && snapshot.power == .poweredOn ? .poweredOff : snapshot.power
        try checkMemory(for: machine, vmx, target)
        try branch(&vmx, of: machine, from: snapshot)
        if target == .suspended {
            let checkpoint = ESXiDataStore.checkpointFile(machine.path)
            try store.write("", to: checkpoint)
            vmx["checkpoint.vmState"] = checkpoint.name
        }
        var snapshots = machine.snapshots
        snapshots.current = snapshot.uid
        try store.write(vmx.text, to: machine.path)
        try store.write(snapshots.text, to: machine.snapshotFile)
        if target == .poweredOn {
            try writeSwapFile(of: machine, booted: Date())
        } else {
            store.remove(ESXiDataStore.swapFile(machine.path))
        }
        if target != .suspended { store.remove(ESXiDataStore.checkpointFile(machine.path)) }
        try consolidate(store.machine(machine.id, machine.path, vmx), before: machine)
        return .task(machine.reference)
    }

    func removeSnapshot(_ snapshot: ESXiSnapshot, of machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["removeChildren", "consolidate"])
        guard let children = try call.boolean("removeChildren") else { throw ESXiFault.invalidArgument("removeChildren") }
        let uids = children ? machine.snapshots.subtree(snapshot.uid).reversed() : [snapshot.uid]
        try remove(uids, of: machine, merging: try call.boolean("consolidate") ?? true)
        return .task(machine.reference)
    }

    func removeAllSnapshots(of machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["consolidate"])
        try remove(
            machine.snapshots.snapshots.map(\.uid), of: machine, merging: try call.boolean("consolidate") ?? true)
        return .task(machine.reference)
    }

    func revertToCurrent(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        guard let current = machine.snapshots.current.flatMap({ machine.snapshots[$0] }) else {
            throw ESXiFault("NotFound", "The virtual machine has no current snapshot.")
        }
        return try revert(machine, to: current, call)
    }

    func renameSnapshot(_ snapshot: ESXiSnapshot, of machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["name", "description"])
        var snapshots = machine.snapshots
        guard let index = snapshots.snapshots.firstIndex(where: { $0.uid == snapshot.uid }) else { return .plain }
        if let name = call.first("name")?.text {
            try ESXiConfigSpec.checkName(name)
            snapshots.snapshots[index].name = name
        }
        if let description = call.first("description")?.text { snapshots.snapshots[index].description = description }
        try store.write(snapshots.text, to: machine.snapshotFile)
        adopt(store.machine(machine.id, machine.path, machine.vmx))
        announce(machine.id)
        return .plain
    }

    func consolidateDisks(of machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try consolidate(machine, before: machine)
        return .task(machine.reference)
    }

    /// - Parameter merging: whether the disks of what is removed are merged too.
    private func remove(_ uids: [Int], of machine: ESXiMachine, merging: Bool) throws {
        var snapshots = machine.snapshots
        let files = uids.compactMap { snapshots[$0]?.fileName }
        for uid in uids { snapshots.remove(uid) }
        try store.write(snapshots.text, to: machine.snapshotFile)
        for file in files where !file.isEmpty && !file.contains("/") { store.remove(machine.path.sibling(file)) }
        let left = store.machine(machine.id, machine.path, machine.vmx)
        if merging { return try consolidate(left, before: machine) }
        adopt(left)
        announce(machine.id)
    }

    /// Puts a fresh delta on each disk that the snapshot froze.
    private func branch(_ vmx: inout VMXDictionary, of machine: ESXiMachine, from snapshot: ESXiSnapshot) throws {
        for disk in snapshot.disks {
            guard vmx["\(disk.node).mode"]?.lowercased().hasPrefix("independent") != true,
                let base = DatastorePath(fileName: disk.fileName, beside: machine.path),
                let descriptor = store.readDescriptor(base)
            else { continue }
            let stem = base.stem.range(of: "-[0-9]{6}$", options: .regularExpression)
                .map { String(base.stem[..<$0.lowerBound]) } ?? base.stem
            let name = freeName(beside: base, from: 1) { "\(stem)-\(String(format: "%06d", $0)).vmdk" }
            let delta = base.sibling(name)
            let content = DiskDescriptor(name: name, capacity: descriptor.capacity, thin: true, parent: base.name)
            try store.write(content.text, to: delta)
            vmx["\(disk.node).fileName"] = delta.fileName(beside: machine.path)
        }
    }

    private func freeName(beside path: DatastorePath, from first: Int, _ name: (Int) -> String) -> String {
        var number = first
        while store.exists(path.sibling(name(number))) { number += 1 }
        return name(number)
    }

    private func checkMemory(
        for machine: ESXiMachine, _ vmx: VMXDictionary, _ target: ESXiPowerState
    ) throws(ESXiFault) {
        let held = machine.power == .poweredOn ? machine.memoryMiB : 0
        let needed = vmx.number("memsize") ?? 0
        guard target == .poweredOn, needed - held > monitor.freeMiB else { return }
        throw ESXiFault(
            "InsufficientMemoryResourcesFault",
            "The host does not have sufficient memory resources to satisfy the reservation.",
            [("unreserved", String(Int64(monitor.freeMiB) << 20)), ("requested", String(Int64(needed) << 20))])
    }
}
