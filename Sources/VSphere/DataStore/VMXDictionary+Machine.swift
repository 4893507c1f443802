extension VMXDictionary {
    /// The .vmx file of a machine without devices.
    static func machine(name: String, uuid: String) -> VMXDictionary {
        var vmx = VMXDictionary()
        vmx[".encoding"] = "UTF-8"
        vmx["config.version"] = "8"
        vmx["virtualHW.version"] = "21"
        vmx["displayName"] = name
        vmx["guestOS"] = "other-64"
        vmx["memsize"] = "1024"
        let bytes = ESXiMachine.uuidBytes(uuid) ?? ""
        vmx["uuid.bios"] = bytes
        vmx["uuid.location"] = bytes
        return vmx
    }

    mutating func setDisk(_ slot: String, fileName: String) {
        set("\(slot).present", true)
        self["\(slot).fileName"] = fileName
        self["\(slot).deviceType"] = slot.hasPrefix("scsi") ? "scsi-hardDisk" : slot.hasPrefix("ide") ? "ata-hardDisk" : "disk"
    }

    /// - Parameter fileName: an image; nil: the drive is empty.
    mutating func setCD(_ slot: String, fileName: String?, connected: Bool) {
        set("\(slot).present", true)
        self["\(slot).deviceType"] = fileName == nil ? "atapi-cdrom" : "cdrom-image"
        self["\(slot).clientDevice"] = fileName == nil ? "TRUE" : nil
        self["\(slot).fileName"] = fileName ?? "emptyBackingString"
        set("\(slot).startConnected", connected)
    }

    mutating func setNIC(_ slot: Int, device: String, network: String, connected: Bool) {
        set("ethernet\(slot).present", true)
        self["ethernet\(slot).virtualDev"] = device
        self["ethernet\(slot).networkName"] = network
        set("ethernet\(slot).startConnected", connected)
    }

    /// Takes out every entry of a device or controller: `scsi0:1`, `ethernet0`, `scsi0`.
    mutating func removeDevice(_ name: String) {
        let prefix = name.lowercased() + "."
        removeAll { $0.hasPrefix(prefix) }
    }
}
