import Foundation
import Simulator

/// What Hyper-V demands of settings.
extension SimulatedHyperVHost {
    func requireOff(_ configuration: Configuration, _ what: String) throws(NativeFault) {
        let state = state(of: configuration)
        if state != 3 { throw .state(state, "\(what) can be changed only while the virtual machine is off.") }
    }

    func requireNotSaved(_ configuration: Configuration) throws(NativeFault) {
        let state = state(of: configuration)
        if state == 6 { throw .state(state, "The hardware of a saved virtual machine cannot be changed.") }
    }

    func check(processor: Setting, of configuration: Configuration) throws(NativeFault) {
        try requireOff(configuration, "The number of processors")
        let threads = host.first("Win32_ComputerSystem")?.integer("NumberOfLogicalProcessors") ?? 1
        let most = min(threads, configuration.isGeneration2 ? 240 : 64)
        guard let count = processor.integer("VirtualQuantity"), (1...max(1, most)).contains(count) else {
            throw .parameter("VirtualQuantity", "A virtual machine has 1 to \(most) processors on this host.")
        }
        for name in ["MaxProcessorsPerNumaNode", "MaxNumaNodesPerSocket"] {
            if let value = processor.integer(name), value < 1 { throw .parameter(name, "\(name) must be 1 at least.") }
        }
    }

    /// Memory is counted in steps of 2 MB. Without dynamic memory, least and most follow the amount.
    func check(
        memory: inout Setting, _ old: Setting, _ wanted: Setting, of configuration: Configuration
    ) throws(NativeFault) {
        let state = state(of: configuration)
        let dynamic = memory.isTrue("DynamicMemoryEnabled")
        if state != 3 {
            let hot =
                (Double(configuration.system["Version"] ?? "") ?? 0) >= 8 && !dynamic
                && !old.isTrue("DynamicMemoryEnabled")
            guard hot, state != 6 else {
                throw .state(state, "The memory can be changed only while the virtual machine is off.")
            }
        }
        guard let amount = memory.integer("VirtualQuantity"), amount >= 32, amount <= 12 << 20, amount % 2 == 0 else {
            throw .parameter("VirtualQuantity", "Memory is 32 MB to 12 TB, in steps of 2 MB.")
        }
        if dynamic {
            guard let least = memory.integer("Reservation"), let most = memory.integer("Limit"), least <= amount,
                amount <= most
            else {
                throw .parameter(
                    "Reservation", "The least memory must not exceed the amount at start, nor that the most.")
            }
        } else {
            for name in ["Reservation", "Limit"] where !wanted.values.contains(where: { $0.name == name }) {
                memory[name] = String(amount)
            }
        }
        let more = amount - (old.integer("VirtualQuantity") ?? 0)
        if state == 2 || state == 9, more > monitor.freeMiB {
            throw NativeFault(.outOfMemory, "Not enough memory in the system: \(monitor.freeMiB) MB are free.")
        }
    }

    func check(image: Setting, in configuration: Configuration, isNew: Bool) throws(NativeFault) {
        guard let path = image["HostResource"] else { throw .parameter("HostResource", "An image needs a file.") }
        try requireNotSaved(configuration)
        if image["ResourceSubType"] == ResourceSubType.opticalDisk {
            guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path) else {
                throw .file(.fileNotFound, .fileNotFound, path, "The system cannot find the file \(path).")
            }
            return
        }
        if !isNew { try requireOff(configuration, "The file of a disk") }
        _ = try disk(path)
        if configuration.hardDisks.contains(where: {
            $0["HostResource"]?.caseInsensitiveEquals(path) == true && $0.instanceID != image.instanceID
        }) {
            throw .file(.failed, .sharingViolation, path, "The virtual machine has the file \(path) already.")
        }
    }

    func check(connection: Setting) throws(NativeFault) {
        if let path = connection.reference("HostResource") {
            let name = path["Name"] ?? ""
            guard path.className == "Msvm_VirtualEthernetSwitch",
                switchList.settings.contains(where: { $0["Name"]?.caseInsensitiveEquals(name) == true })
            else { throw .parameter("HostResource", "There is no virtual switch \(name).") }
        }
        if let state = connection["EnabledState"], !["2", "3"].contains(state) {
            throw .parameter("EnabledState", "A connection is enabled (2) or disabled (3).")
        }
    }

    /// A fixed address is twelve hexadecimal digits and not a group's; otherwise Hyper-V gives one of its own range.
    func check(address port: inout Setting) throws(NativeFault) {
        guard port.isTrue("StaticMacAddress") else {
            if port["Address"]?.isEmpty != false {
                port["Address"] = "00155D" + String(format: "%06X", Int.random(in: 0...0xFFFFFF))
            }
            return
        }
        let address = (port["Address"] ?? "").uppercased()
        guard address.count == 12, let value = UInt64(address, radix: 16), value >> 40 & 1 == 0 else {
            throw .parameter("Address", "\(address) is not the address of an adapter.")
        }
        port["Address"] = address
    }
}
