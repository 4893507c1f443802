import Foundation
import Hosts
import Simulator
import XML

/// A template is a machine whose configuration file ends in .vmtx.
extension SimulatedESXiHost {
    func markAsTemplate(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        guard machine.power == .poweredOff else {
            throw ESXiFault.invalidPowerState(requested: .poweredOff, existing: machine.power)
        }
        guard !machine.isTemplate else { throw ESXiFault.notSupported("MarkAsTemplate of a template") }
        try move(machine, to: machine.path.sibling(machine.path.stem + ".vmtx"))
        return .plain
    }

    func markAsVirtualMachine(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["pool", "host"])
        guard call.value("pool") == ESXiHostFacts.poolID else {
            throw ESXiFault.notFound(type: "ResourcePool", id: call.value("pool") ?? "")
        }
        guard machine.isTemplate else { throw ESXiFault.notSupported("MarkAsVirtualMachine of no template") }
        try move(machine, to: machine.path.sibling(machine.path.stem + ".vmx"))
        return .plain
    }

    /// To a newer version of the virtual hardware, the newest without one.
    func upgrade(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["version"])
        let wanted = call.value("version") ?? "vmx-21"
        guard wanted.hasPrefix("vmx-"), let number = Int(wanted.dropFirst(4)), (4...21).contains(number) else {
            throw ESXiFault.invalidArgument("version")
        }
        guard machine.power == .poweredOff else {
            throw ESXiFault.invalidPowerState(requested: .poweredOff, existing: machine.power)
        }
        guard number > machine.vmx.number("virtualHW.version") ?? 0 else {
            throw ESXiFault("AlreadyUpgraded", "The virtual machine has been upgraded already.")
        }
        var vmx = machine.vmx
        vmx["virtualHW.version"] = String(number)
        try commit(machine, vmx)
        return .task(machine.reference)
    }

    /// The new file first, then the inventory that names it; at last the old file.
    private func move(_ machine: ESXiMachine, to path: DatastorePath) throws {
        guard !store.exists(path) else { throw ESXiFault.file("FileAlreadyExists", path) }
        try store.write(machine.vmx.text, to: path)
        var inventory = inventoryFile
        inventory.rename(machine.id, to: path)
        try NativeFile.write(inventory.bytes, to: store.inventoryFile)
        inventoryFile = inventory
        adopt(store.machine(machine.id, path, machine.vmx))
        store.remove(machine.path)
        announce(machine.id)
    }
}

extension ESXiMachine {
    var isTemplate: Bool { path.path.hasSuffix(".vmtx") }
}
