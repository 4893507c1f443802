import Foundation
import XML

/// A VirtualMachineConfigSpec, applied to a machine's configuration: what hostd checks and what it writes.
struct ESXiConfigSpec {
    let element: Element
    /// The machine before the change; nil if it is being made.
    let machine: ESXiMachine?
    var vmx: VMXDictionary
    let isRunning: Bool
    /// The keys of the disks of a boot order that is given.
    var bootDisks: [Int]?

    /// Fields that are read here or by the caller. Every other one is refused.
    private static let known: Set<String> = [
        "changeVersion", "name", "version", "uuid", "instanceUuid", "guestId", "annotation", "files", "numCPUs",
        "numCoresPerSocket", "memoryMB", "memoryHotAddEnabled", "cpuHotAddEnabled", "deviceChange", "extraConfig",
        "bootOptions", "firmware",
        "cpuAllocation", "memoryAllocation",
    ]

    init(_ element: Element, machine: ESXiMachine?, vmx: VMXDictionary) {
        self.element = element
        self.machine = machine
        self.vmx = vmx
        isRunning = machine?.power == .poweredOn
    }

    /// Everything but the devices.
    mutating func applyFields() throws(ESXiFault) {
        for field in element.elements where !ESXiConfigSpec.known.contains(field.name) {
            throw .notSupported("spec.\(field.name)")
        }
        if let version = element.value("changeVersion"), let machine, version != machine.changeVersion {
            throw ESXiFault(
                "ConcurrentAccess", "The operation failed because the virtual machine has been changed since it was read.")
        }
        if let annotation = element.first("annotation")?.text {
            vmx["annotation"] = annotation.isEmpty ? nil : annotation
        }
        try applyExtraConfig()
        try applyIdentity()
        try applyProcessors()
        try applyMemory()
        try applyFirmware()
        try applyAllocation("cpuAllocation", "sched.cpu", most: nil)
        try applyAllocation("memoryAllocation", "sched.mem", most: Int64(vmx.number("memsize") ?? 0))
    }

    /// The name as the specification has it.
    /// - Throws: InvalidName for one that ESXi does not take.
    static func checkName(_ name: String) throws(ESXiFault) {
        guard !name.isEmpty, name.count <= 80, !name.contains(where: \.isNewline) else {
            throw ESXiFault("InvalidName", "The name '\(name)' is not valid.", [("name", name)])
        }
    }

    // Sets an entry that a running or suspended machine cannot have changed.
    private mutating func setCold(_ key: String, _ value: String?, standard: String = "") throws(ESXiFault) {
        guard (vmx[key] ?? standard).lowercased() != (value ?? standard).lowercased() else { return }
        if let power = machine?.power, power != .poweredOff {
            throw .invalidPowerState(requested: .poweredOff, existing: power)
        }
        vmx[key] = value
    }

    private mutating func applyExtraConfig() throws(ESXiFault) {
        for option in element.all("extraConfig") {
            guard let key = option.value("key"), !key.isEmpty, key.count <= 255,
                key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x3d && $0 != 0x22 && $0 != 0x23 })
            else { throw .invalidArgument("spec.extraConfig.key") }
            guard !ESXiConfigSpec.isOwn(key) else { throw .invalidArgument("spec.extraConfig[\(key)]") }
            let value = option.first("value")?.text ?? ""
            guard value.utf8.count <= 1 << 16 else { throw .invalidArgument("spec.extraConfig.value") }
            vmx[key] = value.isEmpty ? nil : value
        }
    }

    /// Entries for which the specification has fields, or which hostd keeps for itself.
    private static func isOwn(_ key: String) -> Bool {
        let key = key.lowercased()
        let device = key.prefix { $0 != "." }.filter { $0.isLetter }
        return fields.contains(key) || key.hasPrefix("checkpoint.")
            || ["scsi", "sata", "ide", "nvme", "ethernet"].contains(String(device))
    }

    private static let fields: Set<String> = [
        ".encoding", "config.version", "virtualhw.version", "displayname", "guestos", "annotation", "numvcpus",
        "cpuid.corespersocket", "memsize", "vcpu.hotadd", "mem.hotadd", "uuid.bios", "uuid.location", "vc.uuid", "firmware",
        "uefi.secureboot.enabled", "sched.cpu.min", "sched.cpu.max", "sched.cpu.shares", "sched.mem.min", "sched.mem.max",
        "sched.mem.shares", "bios.bootdelay", "bios.forcesetuponce", "bios.bootorder", "bios.hddorder",
    ]

    private mutating func applyIdentity() throws(ESXiFault) {
        if let name = element.first("name")?.text {
            try ESXiConfigSpec.checkName(name)
            vmx["displayName"] = name
        }
        if let version = element.value("version") {
            guard version.hasPrefix("vmx-"), let number = Int(version.dropFirst(4)), (4...21).contains(number) else {
                throw .invalidArgument("spec.version")
            }
            try setCold("virtualHW.version", String(number))
        }
        for (field, key) in [("uuid", "uuid.bios"), ("instanceUuid", "vc.uuid")] {
            guard let uuid = element.value(field) else { continue }
            guard let bytes = ESXiMachine.uuidBytes(uuid) else { throw .invalidArgument("spec.\(field)") }
            try setCold(key, bytes)
        }
        if let guest = element.value("guestId") {
            guard let word = ESXiConfigSpec.guestWord(guest) else { throw .invalidArgument("spec.guestId") }
            try setCold("guestOS", word)
        }
    }

    private mutating func applyProcessors() throws(ESXiFault) {
        let count = try element.integer("numCPUs")
        let cores = try element.integer("numCoresPerSocket")
        let existing = Int64(max(1, vmx.number("numvcpus") ?? 1))
        let existingCores = Int64(max(1, vmx.number("cpuid.coresPerSocket") ?? 1))
        if let count {
            guard (1...768).contains(count) else { throw .invalidArgument("spec.numCPUs") }
            if count != existing {
                try checkHotPlug("vcpu.hotadd", "CpuHotPlugNotSupported", grows: count > existing)
                vmx["numvcpus"] = String(count)
            }
        }
        if let cores {
            guard cores >= 1, cores <= 768 else { throw .invalidArgument("spec.numCoresPerSocket") }
            try setCold("cpuid.coresPerSocket", String(cores), standard: "1")
        }
        if count != nil || cores != nil, (count ?? existing) % (cores ?? existingCores) != 0 {
            throw .invalidArgument(cores == nil ? "spec.numCPUs" : "spec.numCoresPerSocket")
        }
        if let hotAdd = try element.boolean("cpuHotAddEnabled") {
            try setCold("vcpu.hotadd", hotAdd ? "TRUE" : "FALSE", standard: "FALSE")
        }
    }

    private mutating func applyMemory() throws(ESXiFault) {
        if let memory = try element.integer("memoryMB") {
            guard memory >= 4, memory <= 25_165_824, memory % 4 == 0 else { throw .invalidArgument("spec.memoryMB") }
            let existing = Int64(vmx.number("memsize") ?? 0)
            if memory != existing {
                try checkHotPlug("mem.hotadd", "MemoryHotPlugNotSupported", grows: memory > existing)
                vmx["memsize"] = String(memory)
            }
        }
        if let hotAdd = try element.boolean("memoryHotAddEnabled") {
            try setCold("mem.hotadd", hotAdd ? "TRUE" : "FALSE", standard: "FALSE")
        }
    }

    private func checkHotPlug(_ key: String, _ type: String, grows: Bool) throws(ESXiFault) {
        switch machine?.power {
        case nil, .poweredOff: return
        case .suspended: throw .invalidPowerState(requested: .poweredOff, existing: .suspended)
        case .poweredOn:
            if grows, vmx.flag(key) { return }
            let what = type.hasPrefix("Cpu") ? "CPU" : "Memory"
            throw ESXiFault(type, "\(what) hot plug is not supported for this virtual machine.")
        }
    }

    private mutating func applyFirmware() throws(ESXiFault) {
        if let firmware = element.value("firmware") {
            guard firmware == "bios" || firmware == "efi" else { throw .invalidArgument("spec.firmware") }
            try setCold("firmware", firmware, standard: "bios")
        }
        if let options = element.first("bootOptions") {
            for option in options.elements
            where !["efiSecureBootEnabled", "bootDelay", "enterBIOSSetup", "bootOrder"].contains(option.name) {
                throw .notSupported("spec.bootOptions.\(option.name)")
            }
            try applyBoot(options)
            if let secure = try options.boolean("efiSecureBootEnabled") {
                try setCold("uefi.secureBoot.enabled", secure ? "TRUE" : "FALSE", standard: "FALSE")
            }
        }
        if element.first("firmware") != nil || element.first("bootOptions") != nil,
            vmx.flag("uefi.secureBoot.enabled"), vmx["firmware"]?.lowercased() != "efi" {
            throw .invalidArgument("spec.bootOptions.efiSecureBootEnabled")
        }
    }

    /// The guestOS word of a guestId: `debian12_64Guest` is `debian12-64`. Nil if it is no guestId.
    static func guestWord(_ id: String) -> String? {
        guard id.hasSuffix("Guest") || id.hasSuffix("Guest64"), id.utf8.count <= 64,
            id.utf8.allSatisfy({ ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5f })
        else { return nil }
        var word = id.replacing("Guest", with: "")
        for suffix in ["_64", "64"] where word.hasSuffix(suffix) {
            word = word.dropLast(suffix.count) + "-64"
            break
        }
        word = word.lowercased().replacing("server", with: "srv")
        return word.isEmpty ? nil : word
    }
}
