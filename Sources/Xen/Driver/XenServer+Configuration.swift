import Simulator

/// Processors, memory and the maps of a VM, with XAPI's rules.
extension XenServer {
    mutating func setProcessorsMax(_ ref: String, _ count: Int64) throws(XapiError) {
        try check("changing_VCPUs", ref)
        let atStartup = try vm(ref).int("VCPUs_at_startup")
        guard count > 0, count >= atStartup else { throw .invalidValue("VCPUs_max", String(count)) }
        database.update("VM", ref) { $0["VCPUs_max"] = String(count) }
    }

    mutating func setProcessorsAtStartup(_ ref: String, _ count: Int64) throws(XapiError) {
        try check("changing_VCPUs", ref)
        let max = try vm(ref).int("VCPUs_max")
        guard count > 0, count <= max else {
            throw .invalidValue("VCPUs_at_startup", String(count))
        }
        database.update("VM", ref) { $0["VCPUs_at_startup"] = String(count) }
    }

    mutating func setProcessorsLive(_ ref: String, _ count: Int64) throws(XapiError) {
        try check("changing_VCPUs_live", ref)
        let row = try vm(ref)
        guard count > 0, count <= row.int("VCPUs_max") else { throw .invalidValue("VCPUs_number_live", String(count)) }
        database.update("VM", ref) { $0["VCPUs_at_startup"] = String(count) }
        database.update("VM_metrics", row["metrics"]) { $0["VCPUs_number"] = String(count) }
    }

    /// Sets those limits that are given, bytes, and keeps static_min <= dynamic_min <= dynamic_max <= static_max.
    mutating func setMemory(
        _ ref: String, staticMin: Int64? = nil, dynamicMin: Int64? = nil, dynamicMax: Int64? = nil,
        staticMax: Int64? = nil
    ) throws(XapiError) {
        if staticMin != nil || staticMax != nil {
            try check(dynamicMin == nil ? "changing_static_range" : "changing_memory_limits", ref)
        } else if try vm(ref)["power_state"] == "Suspended" {
            throw .badPowerState(ref, expected: ["Halted", "Running", "Paused"], actual: "Suspended")
        }
        let row = try vm(ref)
        let limits = [
            ("memory_static_min", staticMin ?? row.int("memory_static_min")),
            ("memory_dynamic_min", dynamicMin ?? row.int("memory_dynamic_min")),
            ("memory_dynamic_max", dynamicMax ?? row.int("memory_dynamic_max")),
            ("memory_static_max", staticMax ?? row.int("memory_static_max")),
        ]
        try XenServer.checkMemory(limits.map(\.1))
        database.update("VM", ref) { row in for (field, value) in limits { row[field] = String(value) } }
        adopt(ref)
    }

    static func checkMemory(_ limits: [Int64]) throws(XapiError) {
        guard limits.allSatisfy({ $0 > 0 }), limits == limits.sorted() else {
            throw XapiError(
                "MEMORY_CONSTRAINT_VIOLATION",
                "Memory limits must satisfy: static_min <= dynamic_min <= dynamic_max <= static_max")
        }
    }

    /// Tells the monitor of a machine's memory and state as the database has them.
    mutating func adopt(_ ref: String) {
        guard let row = database.row("VM", ref) else { return }
        monitor.adopt(
            ref, state: XenServer.state(row["power_state"]), memoryMiB: Int(row.int("memory_static_max") >> 20),
            booted: monitor.bootTime(of: ref))
    }

    /// - Throws: INVALID_VALUE if the sockets cannot all be full.
    func checkCores(_ processors: String, _ coresPerSocket: String?) throws(XapiError) {
        guard let coresPerSocket else { return }
        guard let cores = Int64(coresPerSocket), cores > 0, let count = Int64(processors), count % cores == 0 else {
            throw .invalidValue("platform:cores-per-socket", coresPerSocket)
        }
    }

    mutating func add(to map: String, of table: String, _ ref: String, _ key: String, _ value: String) throws(XapiError)
    {
        let row = try fetch(table, ref)
        var entries = row.map(map)
        guard !entries.contains(where: { $0.key == key }) else {
            throw XapiError("MAP_DUPLICATE_KEY", table, map, row["uuid"], key)
        }
        if map == "platform", key == "cores-per-socket" { try checkCores(row["VCPUs_max"], value) }
        entries.append((key, value))
        database.update(table, ref) { $0[map] = SExpression.map(entries) }
    }

    mutating func remove(from map: String, of table: String, _ ref: String, _ key: String) throws(XapiError) {
        let entries = try fetch(table, ref).map(map).filter { $0.key != key }
        database.update(table, ref) { $0[map] = SExpression.map(entries) }
    }

    mutating func setField(_ table: String, _ ref: String, _ field: String, _ value: XapiValue) throws(XapiError) {
        guard let stored = value.stored(FieldType.of(field)) else { throw XapiError("FIELD_TYPE_ERROR", field) }
        if field == "platform" {
            let cores = SExpression.map(stored)?.first { $0.key == "cores-per-socket" }?.value
            try checkCores(fetch(table, ref)["VCPUs_max"], cores)
        }
        database.update(table, ref) { $0[field] = stored }
    }
}
