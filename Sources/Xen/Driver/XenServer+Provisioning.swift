import Simulator

/// Making and destroying VMs.
extension XenServer {
    /// The fields that XAPI demands of a new VM's record (those without a default in its data model).
    private static let demanded = [
        "name_label", "name_description", "user_version", "is_a_template", "affinity", "memory_static_max",
        "memory_dynamic_max", "memory_dynamic_min", "memory_static_min", "VCPUs_params", "VCPUs_max",
        "VCPUs_at_startup",
        "actions_after_shutdown", "actions_after_reboot", "actions_after_crash", "PV_bootloader", "PV_kernel",
        "PV_ramdisk",
        "PV_args", "PV_bootloader_args", "PV_legacy_args", "HVM_boot_policy", "HVM_boot_params", "platform", "PCI_bus",
        "other_config", "recommendations",
    ]
    private static let optional = [
        "xenstore_data", "tags", "blocked_operations", "domain_type", "reference_label", "suspend_SR", "start_delay",
        "hardware_platform_version", "has_vendor_device", "ha_restart_priority",
    ]

    /// - Returns: the reference of the new VM.
    mutating func createVM(_ record: [String: XapiValue]) throws(XapiError) -> String {
        var row = Row(XenServer.newVM)
        for field in XenServer.demanded + XenServer.optional {
            guard let value = record[field] else {
                if XenServer.optional.contains(field) { continue }
                throw XapiError("FIELD_TYPE_ERROR", field)
            }
            guard let stored = value.stored(FieldType.of(field)) else { throw XapiError("FIELD_TYPE_ERROR", field) }
            row[field] = stored
        }
        if let unknown = record.keys.sorted().first(where: { !XenServer.demanded.contains($0) && !row.has($0) }) {
            throw XapiError("FIELD_TYPE_ERROR", unknown)
        }
        try checkNew(row)
        let identity = XenServer.newIdentity()
        let metrics = XenServer.newIdentity()
        row["uuid"] = identity.uuid
        row["metrics"] = metrics.ref
        database.put(
            "VM_metrics", metrics.ref,
            Row([
                "uuid": metrics.uuid, "start_time": XenServer.never, "install_time": XenServer.timestamp(now),
                "VCPUs_number": "0", "memory_actual": "0",
            ]))
        database.put("VM", identity.ref, row)
        adopt(identity.ref)
        return identity.ref
    }

    private func checkNew(_ row: Row) throws(XapiError) {
        for field in ["VCPUs_max", "VCPUs_at_startup", "user_version"] + XenServer.memoryFields
        where Int64(row[field]) == nil {
            throw XapiError("FIELD_TYPE_ERROR", field)
        }
        try XenServer.checkMemory(XenServer.memoryFields.map { row.int($0) })
        guard row.int("VCPUs_max") > 0 else { throw .invalidValue("VCPUs_max", row["VCPUs_max"]) }
        guard row.int("VCPUs_at_startup") > 0, row.int("VCPUs_at_startup") <= row.int("VCPUs_max") else {
            throw .invalidValue("VCPUs_at_startup", row["VCPUs_at_startup"])
        }
        try checkCores(row["VCPUs_max"], row.value("platform", key: "cores-per-socket"))
        let affinity = row["affinity"]
        if !affinity.isEmpty, affinity != XapiValue.null, database.row("host", affinity) == nil {
            throw .handleInvalid("host", affinity)
        }
    }

    private static let memoryFields = [
        "memory_static_min", "memory_dynamic_min", "memory_dynamic_max", "memory_static_max",
    ]

    static let newVM: [String: String] = [
        "power_state": "Halted", "is_a_snapshot": "false", "is_control_domain": "false", "is_default_template": "false",
        "resident_on": XapiValue.null, "snapshot_of": XapiValue.null, "snapshot_time": XenServer.never,
        "parent": XapiValue.null, "suspend_VDI": XapiValue.null, "suspend_SR": XapiValue.null,
        "xenstore_data": "()", "tags": "()", "blocked_operations": "()", "snapshot_info": "()", "domain_type": "hvm",
        "reference_label": "", "start_delay": "0", "hardware_platform_version": "0", "has_vendor_device": "false",
        "ha_restart_priority": "",
    ]

    /// The VM's disks stay; snapshots made after a destroyed one hang on the one before it.
    mutating func destroyVM(_ ref: String) throws(XapiError) {
        try check("destroy", ref)
        let row = try vm(ref)
        for table in ["VBD", "VIF"] {
            for (device, _) in devices(table, of: ref) { database.remove(table, device) }
        }
        for child in database.refs("VM", where: "parent", is: ref) {
            database.update("VM", child) { $0["parent"] = row["parent"] }
        }
        database.remove("VM_metrics", row["metrics"])
        database.remove("VM", ref)
        monitor.forget(ref)
    }
}
