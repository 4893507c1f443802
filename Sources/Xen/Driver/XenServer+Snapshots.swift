import Simulator

/// Snapshots: VM rows of their own, with copies of the devices and of the volumes.
extension XenServer {
    /// - Parameter memory: a checkpoint, which wakes up suspended.
    /// - Returns: the reference of the snapshot.
    mutating func snapshot(_ ref: String, name: String, memory: Bool, ignoring ignored: [String] = []) throws(XapiError)
        -> String
    {
        try check(memory ? "checkpoint" : "snapshot", ref)
        let row = try vm(ref)
        guard !row.bool("is_a_snapshot") else { throw XapiError("VM_IS_SNAPSHOT", ref, "snapshot") }
        let identity = XenServer.newIdentity()
        var copy = row
        copy["uuid"] = identity.uuid
        copy["name_label"] = name
        copy["name_description"] = ""
        copy.set("is_a_template", true)
        copy.set("is_a_snapshot", true)
        copy["snapshot_of"] = ref
        copy["snapshot_time"] = XenServer.timestamp(now)
        copy["snapshot_info"] = SExpression.map([
            ("power-state-at-snapshot", row["power_state"]), ("disk-snapshot-type", "crash_consistent"),
        ])
        copy["power_state"] = memory ? "Suspended" : "Halted"
        copy["resident_on"] = XapiValue.null
        copy["metrics"] = XapiValue.null
        copy["blocked_operations"] = "()"
        copy["suspend_VDI"] = try memory ? makeSuspendImage(of: ref) : XapiValue.null
        database.put("VM", identity.ref, copy)
        try copyDevices(from: ref, to: identity.ref, intoSnapshot: true, ignoring: ignored)
        database.update("VM", ref) { $0["parent"] = identity.ref }
        return identity.ref
    }

    /// The fields that a VM keeps when it goes back to a snapshot.
    private static let kept = [
        "uuid", "name_label", "name_description", "is_a_template", "is_a_snapshot", "snapshot_of", "snapshot_time",
        "snapshot_info",
        "metrics", "tags", "affinity", "blocked_operations", "ha_restart_priority", "start_delay",
    ]

    mutating func revert(to snapshot: String) throws(XapiError) {
        let saved = try vm(snapshot)
        guard saved.bool("is_a_snapshot") else { throw .notAllowed("You can only revert to a snapshot") }
        let ref = saved["snapshot_of"]
        let row = try vm(ref)
        if let reason = row.value("blocked_operations", key: "revert") {
            throw XapiError("OPERATION_BLOCKED", ref, reason)
        }
        if row["power_state"] != "Halted" { try transition(.powerOff, ref) }
        dropSuspendImage(ref)
        for (device, vbd) in devices("VBD", of: ref) {
            database.remove("VBD", device)
            if vbd["type"] == "Disk" { removeVolume(vbd["VDI"]) }
        }
        for (device, _) in devices("VIF", of: ref) { database.remove("VIF", device) }
        var back = saved
        for field in XenServer.kept { back[field] = row[field] }
        back["parent"] = snapshot
        back["resident_on"] = XapiValue.null
        let image = saved["suspend_VDI"]
        back["suspend_VDI"] = try image == XapiValue.null ? image : copyVolume(image, asSnapshot: false)
        database.put("VM", ref, back)
        try copyDevices(from: snapshot, to: ref, intoSnapshot: false, ignoring: [])
        monitor.forget(ref)
        adopt(ref)
        record(ref)
    }

    private mutating func copyDevices(
        from source: String, to target: String, intoSnapshot: Bool, ignoring ignored: [String]
    ) throws(XapiError) {
        for (_, vbd) in devices("VBD", of: source) where !ignored.contains(vbd["VDI"]) {
            var copy = vbd
            let identity = XenServer.newIdentity()
            copy["uuid"] = identity.uuid
            copy["VM"] = target
            copy.set("currently_attached", false)
            if vbd["type"] == "Disk" { copy["VDI"] = try copyVolume(vbd["VDI"], asSnapshot: intoSnapshot) }
            database.put("VBD", identity.ref, copy)
        }
        for (_, vif) in devices("VIF", of: source) {
            var copy = vif
            let identity = XenServer.newIdentity()
            copy["uuid"] = identity.uuid
            copy["VM"] = target
            copy.set("currently_attached", false)
            database.put("VIF", identity.ref, copy)
        }
    }
}
