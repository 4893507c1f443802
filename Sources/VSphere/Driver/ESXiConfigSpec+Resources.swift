import Foundation
import XML

/// Resource allocation and boot options of a VirtualMachineConfigSpec: `sched.*` and `bios.*` of the .vmx file.
extension ESXiConfigSpec {
    /// - Parameters:
    ///   - field: `cpuAllocation` or `memoryAllocation`.
    ///   - prefix: `sched.cpu` or `sched.mem`.
    ///   - most: the greatest reservation, in the resource's unit; nil if the host alone limits it.
    mutating func applyAllocation(_ field: String, _ prefix: String, most: Int64?) throws(ESXiFault) {
        guard let allocation = element.first(field) else { return }
        for part in allocation.elements where !["reservation", "limit", "shares", "expandableReservation"].contains(part.name) {
            throw .notSupported("spec.\(field).\(part.name)")
        }
        if let reservation = try allocation.integer("reservation") {
            guard reservation >= 0, reservation <= most ?? Int64.max else {
                throw .invalidArgument("spec.\(field).reservation")
            }
            vmx["\(prefix).min"] = reservation == 0 ? nil : String(reservation)
        }
        if let limit = try allocation.integer("limit") {
            guard limit >= -1 else { throw .invalidArgument("spec.\(field).limit") }
            vmx["\(prefix).max"] = limit == -1 ? nil : String(limit)
        }
        if let most = vmx.number("\(prefix).max"), most < vmx.number("\(prefix).min") ?? 0 {
            throw .invalidArgument("spec.\(field).limit")
        }
        guard let shares = allocation.first("shares") else { return }
        switch shares.value("level") {
        case "normal": vmx["\(prefix).shares"] = nil
        case let level? where level == "low" || level == "high": vmx["\(prefix).shares"] = level
        case "custom":
            guard let number = try shares.integer("shares"), (1...1_000_000).contains(number) else {
                throw .invalidArgument("spec.\(field).shares.shares")
            }
            vmx["\(prefix).shares"] = String(number)
        default: throw .invalidArgument("spec.\(field).shares.level")
        }
    }

    /// `bios.bootDelay` (milliseconds), `bios.forceSetupOnce`, `bios.bootOrder` and, for its disks, `bios.hddOrder`.
    mutating func applyBoot(_ options: Element) throws(ESXiFault) {
        if let delay = try options.integer("bootDelay") {
            guard (0...10_000_000).contains(delay) else { throw .invalidArgument("spec.bootOptions.bootDelay") }
            vmx["bios.bootDelay"] = delay == 0 ? nil : String(delay)
        }
        if let setup = try options.boolean("enterBIOSSetup") { vmx["bios.forceSetupOnce"] = setup ? "TRUE" : nil }
        let order = options.all("bootOrder")
        guard !order.isEmpty else { return }
        if order.allSatisfy({ $0.vimType == "VirtualMachineBootOptionsBootableDevice" }) {
            vmx["bios.bootOrder"] = nil
            bootDisks = []
            return
        }
        var words: [String] = []
        var disks: [String] = []
        for device in order {
            switch device.vimType {
            case "VirtualMachineBootOptionsBootableDiskDevice":
                guard let key = try device.integer("deviceKey") else { throw .invalidArgument("spec.bootOptions.bootOrder") }
                disks.append(String(key))
                if !words.contains("hdd") { words.append("hdd") }
            case "VirtualMachineBootOptionsBootableEthernetDevice":
                guard let key = try device.integer("deviceKey"), (4000..<4010).contains(key) else {
                    throw .invalidArgument("spec.bootOptions.bootOrder")
                }
                words.append("ethernet\(key - 4000)")
            case "VirtualMachineBootOptionsBootableCdromDevice": words.append("cdrom")
            case "VirtualMachineBootOptionsBootableFloppyDevice": words.append("floppy")
            default: throw .invalidArgument("spec.bootOptions.bootOrder")
            }
        }
        guard Set(words).count == words.count else { throw .invalidArgument("spec.bootOptions.bootOrder") }
        bootDisks = disks.compactMap { Int($0) }
        vmx["bios.bootOrder"] = words.joined(separator: ",")
    }

    /// The disks of the boot order, once the devices have been changed.
    func finishBoot(_ vmx: inout VMXDictionary) throws(ESXiFault) {
        let slots = ESXiMachine.storageSlots(vmx).filter { !$0.isCD }.map(\.slot)
        guard let bootDisks else { return forgetRemoved(in: &vmx, disks: slots.map(\.description)) }
        var names: [String] = []
        for key in bootDisks {
            guard let slot = slots.first(where: { $0.key == key }) else {
                throw .invalidArgument("spec.bootOptions.bootOrder")
            }
            names.append(slot.description)
        }
        vmx["bios.hddOrder"] = names.isEmpty ? nil : names.joined(separator: ",")
    }

    /// A device that has been removed is in no boot order.
    private func forgetRemoved(in vmx: inout VMXDictionary, disks: [String]) {
        func keep(_ key: String, where exists: (String) -> Bool) {
            guard let order = vmx[key] else { return }
            let words = order.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let left = words.filter { exists($0.lowercased()) }
            if left.count < words.count { vmx[key] = left.isEmpty ? nil : left.joined(separator: ",") }
        }
        let cards = (0..<10).map { "ethernet\($0)" }.filter { vmx.flag("\($0).present") }
        keep("bios.bootOrder") { !$0.hasPrefix("ethernet") || cards.contains($0) }
        keep("bios.hddOrder") { disks.map { $0.lowercased() }.contains($0) }
    }
}
