import Foundation
import Hosts
import Logging
import Simulator
import XML

extension SimulatedESXiHost {
    /// Starts a machine that is off, and resumes one that is suspended.
    func powerOn(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["host"])
        guard !facts.file.flag("/system/maintenanceMode") else {
            throw ESXiFault("InvalidState", "The operation is not allowed in the current state of the host.")
        }
        guard !machine.isTemplate else { throw ESXiFault.notSupported("PowerOnVM_Task of a template") }
        if let missing = machine.disks.first(where: { $0.isMissing }) {
            let path = missing.path ?? machine.path.sibling("\(missing.slot).vmdk")
            throw ESXiFault.file("FileNotFound", path)
        }
        let resumes = machine.power == .suspended
        try transition(machine, resumes ? .resume : .powerOn, requested: .poweredOn) { changed in
            let booted = monitor.bootTime(of: machine.reference) ?? Date()
            try writeSwapFile(of: machine, booted: booted)
            try clearCheckpoint(of: &changed)
            // The firmware's menu comes up at one start only.
            if changed.vmx["bios.forceSetupOnce"] != nil {
                changed.vmx["bios.forceSetupOnce"] = nil
                try store.write(changed.vmx.text, to: machine.path)
            }
        }
        return .task(machine.reference)
    }

    func powerOff(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try transition(machine, .powerOff, requested: .poweredOff) { changed in
            store.remove(ESXiDataStore.swapFile(machine.path))
            try clearCheckpoint(of: &changed)
        }
        return .task(machine.reference)
    }

    func reset(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try transition(machine, .reset, requested: .poweredOn) { _ in
            try writeSwapFile(of: machine, booted: Date())
        }
        return .task(machine.reference)
    }

    func suspend(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try transition(machine, .suspend, requested: .suspended) { changed in
            let checkpoint = ESXiDataStore.checkpointFile(machine.path)
            try store.write("", to: checkpoint)
            changed.vmx["checkpoint.vmState"] = checkpoint.name
            try store.write(changed.vmx.text, to: machine.path)
            store.remove(ESXiDataStore.swapFile(machine.path))
        }
        return .task(machine.reference)
    }

    /// Asks the guest, which goes down a little later by itself.
    func shutdownGuest(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try checkTools(of: machine)
        Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(200))
            await self?.guestWentDown(machine.id)
        }
        return .plain
    }

    func rebootGuest(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try checkTools(of: machine)
        try transition(machine, .guestReboot, requested: .poweredOn) { _ in
            try writeSwapFile(of: machine, booted: Date())
        }
        return .plain
    }

    /// A machine whose guest goes to sleep is suspended, unless its power options say otherwise, which none has here.
    func standbyGuest(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: [])
        try checkTools(of: machine)
        var suspension = call
        suspension.children.removeAll()
        _ = try suspend(machine, suspension)
        return .plain
    }

    private func checkTools(of machine: ESXiMachine) throws(ESXiFault) {
        guard machine.power == .poweredOn else {
            throw .invalidPowerState(requested: .poweredOn, existing: machine.power)
        }
        guard monitor.guestIsUp(machine.reference, now: Date()) else {
            throw ESXiFault(
                "ToolsUnavailable",
                "Cannot complete operation because VMware Tools is not running in this virtual machine.")
        }
    }

    private func guestWentDown(_ id: Int) {
        guard let machine = machines[id], machine.power == .poweredOn else { return }
        do {
            try transition(machine, .guestShutdown, requested: .poweredOff) { _ in
                store.remove(ESXiDataStore.swapFile(machine.path))
            }
        } catch {
            log.debug("the guest did not go down", metadata: ["machine": "\(id)", "error": "\(error)"])
        }
    }

    /// Lets the monitor decide, writes the files, and takes the machine over as they are then.
    func transition(
        _ machine: ESXiMachine, _ transition: VirtualMachineMonitor.Transition, requested: ESXiPowerState,
        _ write: (inout ESXiMachine) throws -> Void
    ) throws {
        do {
            try monitor.apply(transition, to: machine.reference, now: Date())
        } catch .insufficientMemory(let needed, let free) {
            throw ESXiFault(
                "InsufficientMemoryResourcesFault",
                "The host does not have sufficient memory resources to satisfy the reservation.",
                [("unreserved", String(Int64(free) << 20)), ("requested", String(Int64(needed) << 20))])
        } catch .guestNotReady {
            throw ESXiFault(
                "ToolsUnavailable",
                "Cannot complete operation because VMware Tools is not running in this virtual machine.")
        } catch {
            throw ESXiFault.invalidPowerState(requested: requested, existing: machine.power)
        }
        do {
            var changed = machine
            try write(&changed)
            adopt(store.machine(machine.id, machine.path, changed.vmx))
        } catch {
            monitor.adopt(
                machine.reference, state: machine.power.monitored, memoryMiB: machine.memoryMiB, booted: machine.bootTime)
            throw error
        }
        announce(machine.id)
    }

    /// Takes over a machine as its files are now.
    func adopt(_ machine: ESXiMachine) {
        machines[machine.id] = machine
        monitor.adopt(
            machine.reference, state: machine.power.monitored, memoryMiB: machine.memoryMiB, booted: machine.bootTime)
        if isBooting(machine) { expectBoot(of: machine.id) }
    }

    func isBooting(_ machine: ESXiMachine) -> Bool {
        machine.power == .poweredOn && !monitor.guestIsUp(machine.reference, now: Date())
    }

    /// Announces the machine again once its guest has booted.
    func expectBoot(of id: Int) {
        let wait = monitor.bootTime + 0.02
        Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(Int(wait * 1000)))
            await self?.guestBooted(id)
        }
    }

    private func guestBooted(_ id: Int) {
        if monitor.guestIsUp(String(id), now: Date()) { announce(id) }
    }

    func writeSwapFile(of machine: ESXiMachine, booted: Date) throws {
        let file = ESXiDataStore.swapFile(machine.path)
        try store.write("", to: file)
        try FileManager.default.setAttributes([.modificationDate: booted], ofItemAtPath: store.url(file).path)
    }

    func clearCheckpoint(of machine: inout ESXiMachine) throws {
        guard machine.vmx["checkpoint.vmState"] != nil else { return }
        machine.vmx["checkpoint.vmState"] = nil
        try store.write(machine.vmx.text, to: machine.path)
        store.remove(ESXiDataStore.checkpointFile(machine.path))
    }
}
