/// Volumes.
extension XenServer {
    mutating func createVDI(_ record: [String: XapiValue]) throws(XapiError) -> String {
        var row = Row(XenServer.newVDI)
        for (field, value) in record {
            guard row.has(field) || ["SR", "virtual_size", "type", "sharable", "read_only"].contains(field),
                let stored = value.stored(FieldType.of(field))
            else { throw XapiError("FIELD_TYPE_ERROR", field) }
            row[field] = stored
        }
        for field in ["SR", "virtual_size", "type", "sharable", "read_only"] where !row.has(field) {
            throw XapiError("FIELD_TYPE_ERROR", field)
        }
        guard Int64(row["virtual_size"]) != nil else { throw XapiError("FIELD_TYPE_ERROR", "virtual_size") }
        guard row.int("virtual_size") > 0 else { throw .invalidValue("virtual_size", row["virtual_size"]) }
        return try store(row)
    }

    static let newVDI: [String: String] = [
        "name_label": "", "name_description": "", "other_config": "()", "xenstore_data": "()", "sm_config": "()",
        "tags": "()",
        "on_boot": "persist", "is_a_snapshot": "false", "snapshot_of": XapiValue.null, "snapshot_time": XenServer.never,
        "managed": "true", "missing": "false", "location": "",
    ]

    /// Gives a volume its identity and takes its place from the storage.
    mutating func store(_ row: Row) throws(XapiError) -> String {
        let storage = try fetch("SR", row["SR"])
        guard storage["type"] != "iso" else { throw XapiError("SR_OPERATION_NOT_SUPPORTED", row["SR"]) }
        let free = storage.int("physical_size") - storage.int("physical_utilisation")
        guard row.int("virtual_size") <= free else { throw XapiError("SR_FULL", row["virtual_size"], String(free)) }
        let identity = XenServer.newIdentity()
        var row = row
        row["uuid"] = identity.uuid
        row["location"] = identity.uuid
        let raw = row.value("sm_config", key: "type") == "raw" || storage["type"].hasPrefix("lvm")
        row["physical_utilisation"] = raw ? row["virtual_size"] : String(min(row.int("virtual_size"), 2 << 20))
        database.put("VDI", identity.ref, row)
        use(row.int("physical_utilisation"), of: row["SR"])
        return identity.ref
    }

    private mutating func use(_ bytes: Int64, of storage: String) {
        database.update("SR", storage) {
            $0["physical_utilisation"] = String(max(0, $0.int("physical_utilisation") + bytes))
        }
    }

    mutating func destroyVDI(_ ref: String) throws(XapiError) {
        let vbds = database.refs("VBD", where: "VDI", is: ref)
        if vbds.contains(where: { database.row("VBD", $0)?.bool("currently_attached") == true }) {
            throw XapiError("VDI_IN_USE", ref, "destroy")
        }
        let storage = try fetch("VDI", ref)["SR"]
        guard try fetch("SR", storage)["type"] != "iso" else { throw XapiError("SR_OPERATION_NOT_SUPPORTED", storage) }
        for vbd in vbds { database.remove("VBD", vbd) }
        removeVolume(ref)
    }

    mutating func removeVolume(_ ref: String) {
        guard let row = database.row("VDI", ref) else { return }
        database.remove("VDI", ref)
        use(-row.int("physical_utilisation"), of: row["SR"])
    }

    mutating func resizeVDI(_ ref: String, to size: Int64) throws(XapiError) {
        let row = try fetch("VDI", ref)
        if database.refs("VBD", where: "VDI", is: ref).contains(where: {
            database.row("VBD", $0)?.bool("currently_attached") == true
        }) {
            throw XapiError("VDI_IN_USE", ref, "resize")
        }
        guard size >= row.int("virtual_size") else {
            throw XapiError("SR_BACKEND_FAILURE_79", "", "VDI Invalid size [opterr=shrinking not allowed]", "")
        }
        let storage = try fetch("SR", row["SR"])
        let growth = size - row.int("virtual_size")
        let free = storage.int("physical_size") - storage.int("physical_utilisation")
        guard growth <= free else { throw XapiError("SR_FULL", String(growth), String(free)) }
        let raw = row["physical_utilisation"] == row["virtual_size"]
        database.update("VDI", ref) {
            $0["virtual_size"] = String(size)
            if raw { $0["physical_utilisation"] = String(size) }
        }
        if raw { use(growth, of: row["SR"]) }
    }

    mutating func setOnBoot(_ ref: String, _ mode: String) throws(XapiError) {
        guard mode == "persist" || mode == "reset" else { throw XapiError("FIELD_TYPE_ERROR", "on_boot") }
        if database.refs("VBD", where: "VDI", is: ref).contains(where: {
            database.row("VBD", $0)?.bool("currently_attached") == true
        }) {
            throw XapiError("VDI_IN_USE", ref, "set_on_boot")
        }
        database.update("VDI", ref) { $0["on_boot"] = mode }
    }

    /// A copy that shares its blocks with the original.
    mutating func copyVolume(_ ref: String, asSnapshot: Bool) throws(XapiError) -> String {
        var copy = try fetch("VDI", ref)
        let identity = XenServer.newIdentity()
        copy["uuid"] = identity.uuid
        copy["location"] = identity.uuid
        copy["physical_utilisation"] = "0"
        copy.set("is_a_snapshot", asSnapshot)
        copy["snapshot_of"] = asSnapshot ? ref : XapiValue.null
        copy["snapshot_time"] = asSnapshot ? XenServer.timestamp(now) : XenServer.never
        database.put("VDI", identity.ref, copy)
        return identity.ref
    }

    /// The memory of a VM on the storage for it, else on storage that is shared, else on the first for disks.
    mutating func makeSuspendImage(of ref: String) throws(XapiError) -> String {
        let row = try vm(ref)
        let chosen = database.row("SR", row["suspend_SR"]) == nil ? nil : row["suspend_SR"]
        let storages = database.rows("SR").filter { $0.row["type"] != "iso" }
        guard let storage = chosen ?? (storages.first { $0.row.bool("shared") } ?? storages.first)?.ref else {
            throw XapiError("VM_NO_SUSPEND_SR", ref)
        }
        var image = Row(XenServer.newVDI)
        image["name_label"] = "Suspend image"
        image["SR"] = storage
        image["type"] = "suspend"
        image["virtual_size"] = row["memory_static_max"]
        image.set("sharable", false)
        image.set("read_only", false)
        return try store(image)
    }

    mutating func dropSuspendImage(_ ref: String) {
        guard let image = database.row("VM", ref)?["suspend_VDI"], image != XapiValue.null else { return }
        removeVolume(image)
        database.update("VM", ref) { $0["suspend_VDI"] = XapiValue.null }
    }
}
