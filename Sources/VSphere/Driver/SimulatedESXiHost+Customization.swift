import XML

/// What its tools change inside a simulated guest.
extension SimulatedESXiHost {
    /// Gives a guest its name and addresses from its next start on (VirtualMachine.CustomizeVM_Task of vSphere API 8.0).
    /// They are kept in `guestinfo.customized.*` of the .vmx file, as a guest keeps them on its disk.
    /// - Throws: ``ESXiFault`` InvalidPowerState, InvalidArgument, NicSettingMismatch.
    func customize(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["spec"])
        guard machine.power == .poweredOff else {
            throw ESXiFault.invalidPowerState(requested: .poweredOff, existing: machine.power)
        }
        guard let identity = call.first("spec")?.first("identity"), identity.vimType == "CustomizationLinuxPrep" else {
            throw ESXiFault.invalidArgument("spec.identity")
        }
        let slots = machine.networkSlots
        let settings = call.first("spec")?.all("nicSettingMap") ?? []
        guard settings.count == slots.count else {
            throw ESXiFault(
                "NicSettingMismatch",
                "The number of network adapter settings in the customization specification is "
                    + "\(settings.count), and that of the virtual machine's adapters \(slots.count).")
        }
        var vmx = machine.vmx
        vmx[ESXiMachine.customized + "hostname"] = identity.first("hostName")?.value("name") ?? machine.name
        for (index, setting) in settings.enumerated() {
            let mac = setting.value("macAddress")?.lowercased()
            let slot = mac.map { mac in slots.first { machine.mac($0)?.lowercased() == mac } } ?? slots[index]
            guard let slot else { throw ESXiFault.invalidArgument("spec.nicSettingMap[\(index)].macAddress") }
            vmx[ESXiMachine.customized + "ethernet\(slot)"] = setting.first("adapter")?.first("ip")?.value("ipAddress")
        }
        try commit(machine, vmx)
        return .task(machine.reference)
    }
}

extension ESXiMachine {
    /// Where a simulated guest keeps what it has been customized to.
    static let customized = "guestinfo.customized."
}
