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
        guard let bootDisks else { return }
        var names: [String] = []
        let slots = ESXiMachine.storageSlots(vmx).filter { !$0.isCD }.map(\.slot)
        for key in bootDisks {
            guard let slot = slots.first(where: { $0.key == key }) else {
                throw .invalidArgument("spec.bootOptions.bootOrder")
            }
            names.append(slot.description)
        }
        vmx["bios.hddOrder"] = names.isEmpty ? nil : names.joined(separator: ",")
    }
}
