/// VBDs: disks and drives of VMs.
extension XenServer {
    mutating func createVBD(_ record: [String: XapiValue]) throws(XapiError) -> String {
        var row = Row([
            "device": "", "bootable": "false", "mode": "RW", "type": "Disk", "unpluggable": "false", "empty": "false",
            "other_config": "()", "qos_algorithm_type": "", "qos_algorithm_params": "()", "currently_attached": "false",
            "VM": "", "VDI": XapiValue.null, "userdevice": "",
        ])
        for (field, value) in record where field != "currently_attached" {
            guard row.has(field), let stored = value.stored(FieldType.of(field)) else {
                throw XapiError("FIELD_TYPE_ERROR", field)
            }
            row[field] = stored
        }
        _ = try vm(row["VM"])
        guard ["CD", "Disk", "Floppy"].contains(row["type"]) else { throw XapiError("FIELD_TYPE_ERROR", "type") }
        guard ["RO", "RW"].contains(row["mode"]) else { throw XapiError("FIELD_TYPE_ERROR", "mode") }
        if row["type"] == "CD", row["mode"] != "RO" { throw XapiError("VBD_CDS_MUST_BE_READONLY") }
        if row.bool("empty") {
            guard row["type"] != "Disk" else { throw .handleInvalid("VDI", row["VDI"]) }
            row["VDI"] = XapiValue.null
        } else {
            _ = try fetch("VDI", row["VDI"])
        }
        let place = try freePlace(row["userdevice"], of: row["VM"])
        row["userdevice"] = String(place)
        row["device"] = XenServer.deviceName(place)
        let identity = XenServer.newIdentity()
        row["uuid"] = identity.uuid
        database.put("VBD", identity.ref, row)
        return identity.ref
    }

    /// `autodetect` is the first that is free.
    private func freePlace(_ wanted: String, of vm: String) throws(XapiError) -> Int {
        let used = Set(devices("VBD", of: vm).compactMap { Int($0.row["userdevice"]) })
        if wanted == "autodetect" {
            guard let free = (0..<255).first(where: { !used.contains($0) }) else {
                throw XapiError("INVALID_DEVICE", wanted)
            }
            return free
        }
        guard let place = Int(wanted), (0..<255).contains(place) else { throw XapiError("INVALID_DEVICE", wanted) }
        guard !used.contains(place) else { throw XapiError("DEVICE_ALREADY_EXISTS", wanted) }
        return place
    }

    /// `xvda` to `xvdz`, then `xvdaa` and on.
    static func deviceName(_ place: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let tail = String(letters[place % 26])
        return "xvd" + (place < 26 ? tail : String(letters[place / 26 - 1]) + tail)
    }

    mutating func destroyVBD(_ ref: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        guard !row.bool("currently_attached") else {
            let owner = try vm(row["VM"])["uuid"]
            throw .notAllowed("VBD '\(row["uuid"])' still attached to '\(owner)'")
        }
        database.remove("VBD", ref)
    }

    mutating func plugVBD(_ ref: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        try checkRunning(row["VM"])
        guard !row.bool("currently_attached") else { throw XapiError("DEVICE_ALREADY_ATTACHED", ref) }
        if !row.bool("empty") { try checkUnused(row["VDI"], by: ref, mode: row["mode"]) }
        database.update("VBD", ref) { $0.set("currently_attached", true) }
    }

    mutating func unplugVBD(_ ref: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        try checkRunning(row["VM"])
        guard row.bool("currently_attached") else { throw XapiError("DEVICE_ALREADY_DETACHED", ref) }
        database.update("VBD", ref) { $0.set("currently_attached", false) }
    }

    func checkRunning(_ vm: String) throws(XapiError) {
        let state = try self.vm(vm)["power_state"]
        guard state == "Running" else { throw .badPowerState(vm, expected: ["Running"], actual: state) }
    }

    /// One writer, or readers, and nobody else.
    func checkUnused(_ vdi: String, by vbd: String, mode: String) throws(XapiError) {
        guard let volume = database.row("VDI", vdi) else { throw .handleInvalid("VDI", vdi) }
        guard !volume.bool("sharable") else { return }
        for other in database.refs("VBD", where: "VDI", is: vdi) where other != vbd {
            guard let row = database.row("VBD", other), row.bool("currently_attached") else { continue }
            if mode == "RW" || row["mode"] == "RW" { throw XapiError("VDI_IN_USE", vdi, "attach") }
        }
    }

    mutating func insert(_ vdi: String, into ref: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        guard row["type"] == "CD" else { throw XapiError("VBD_NOT_REMOVABLE_MEDIA", ref) }
        guard row.bool("empty") else { throw XapiError("VBD_NOT_EMPTY", ref) }
        database.update("VBD", ref) {
            $0["VDI"] = vdi
            $0.set("empty", false)
        }
    }

    mutating func eject(_ ref: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        guard row["type"] == "CD" else { throw XapiError("VBD_NOT_REMOVABLE_MEDIA", ref) }
        guard !row.bool("empty") else { throw XapiError("VBD_IS_EMPTY", ref) }
        database.update("VBD", ref) {
            $0["VDI"] = XapiValue.null
            $0.set("empty", true)
        }
    }

    mutating func setUserDevice(_ ref: String, _ wanted: String) throws(XapiError) {
        let row = try fetch("VBD", ref)
        guard !row.bool("currently_attached") else {
            let owner = try vm(row["VM"])["uuid"]
            throw .notAllowed("VBD '\(row["uuid"])' still attached to '\(owner)'")
        }
        guard wanted != row["userdevice"] else { return }
        let place = try freePlace(wanted, of: row["VM"])
        database.update("VBD", ref) {
            $0["userdevice"] = String(place)
            $0["device"] = XenServer.deviceName(place)
        }
    }
}
