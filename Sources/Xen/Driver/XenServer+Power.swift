import Simulator

/// What may be done to a VM in which power state (xapi_vm_lifecycle.ml), and the doing of it.
extension XenServer {
    /// The power states in which XAPI allows an operation, in the order in which its errors name them.
    static let allowed: [String: [String]] = [
        "start": ["Halted"], "start_on": ["Halted"], "make_into_template": ["Halted"], "changing_VCPUs": ["Halted"],
        "changing_static_range": ["Halted"], "changing_memory_limits": ["Halted"],
        "clean_shutdown": ["Running"], "clean_reboot": ["Running"], "suspend": ["Running"], "pause": ["Running"],
        "changing_VCPUs_live": ["Running"],
        "hard_reboot": ["Paused", "Running"],
        "hard_shutdown": ["Paused", "Suspended", "Running"], "shutdown": ["Paused", "Suspended", "Running"],
        "checkpoint": ["Paused", "Suspended", "Running"],
        "clone": ["Halted", "Suspended"], "copy": ["Halted", "Suspended"],
        "resume": ["Suspended"], "resume_on": ["Suspended"], "unpause": ["Paused"],
        "destroy": ["Halted", "Suspended"],
        "migrate_send": ["Halted", "Paused", "Suspended", "Running"],
        "snapshot": ["Halted", "Paused", "Suspended", "Running"],
        "revert": ["Halted", "Paused", "Suspended", "Running"],
    ]

    /// - Throws: OPERATION_BLOCKED, VM_IS_TEMPLATE, VM_BAD_POWER_STATE.
    func check(_ operation: String, _ ref: String) throws(XapiError) {
        let row = try vm(ref)
        if let reason = row.value("blocked_operations", key: operation) {
            throw XapiError("OPERATION_BLOCKED", ref, reason)
        }
        let forTemplates = [
            "clone", "copy", "destroy", "migrate_send", "changing_VCPUs", "changing_static_range",
            "changing_memory_limits", "make_into_template",
        ]
        if row.bool("is_a_template"), !forTemplates.contains(operation) { throw XapiError("VM_IS_TEMPLATE", ref) }
        let expected = XenServer.allowed[operation] ?? []
        guard expected.contains(row["power_state"]) else {
            throw .badPowerState(ref, expected: expected, actual: row["power_state"])
        }
    }

    mutating func start(_ ref: String, paused: Bool) throws(XapiError) {
        try check("start", ref)
        try checkHost()
        let row = try vm(ref)
        try checkCores(row["VCPUs_max"], row.value("platform", key: "cores-per-socket"))
        try transition(.powerOn, ref)
        if paused { try transition(.pause, ref) }
        try plugAll(ref)
    }

    mutating func resume(_ ref: String, paused: Bool) throws(XapiError) {
        try check("resume", ref)
        try checkHost()
        try transition(.resume, ref)
        if paused { try transition(.pause, ref) }
        dropSuspendImage(ref)
        try plugAll(ref)
    }

    mutating func suspend(_ ref: String) throws(XapiError) {
        try check("suspend", ref)
        let image = try makeSuspendImage(of: ref)
        try transition(.suspend, ref)
        database.update("VM", ref) { $0["suspend_VDI"] = image }
        unplugAll(ref)
    }

    mutating func pause(_ ref: String) throws(XapiError) {
        try check("pause", ref)
        try transition(.pause, ref)
    }

    mutating func unpause(_ ref: String) throws(XapiError) {
        try check("unpause", ref)
        try transition(.unpause, ref)
    }

    mutating func hardShutdown(_ ref: String) throws(XapiError) {
        try check("hard_shutdown", ref)
        try transition(.powerOff, ref)
        dropSuspendImage(ref)
        unplugAll(ref)
    }

    mutating func hardReboot(_ ref: String) throws(XapiError) {
        try check("hard_reboot", ref)
        try transition(.reset, ref)
    }

    mutating func cleanShutdown(_ ref: String) throws(XapiError) {
        try check("clean_shutdown", ref)
        try transition(.guestShutdown, ref)
        unplugAll(ref)
    }

    /// Clean where the guest's agent answers, hard where it does not.
    mutating func shutdown(_ ref: String) throws(XapiError) {
        try check("shutdown", ref)
        if monitor.guestIsUp(ref, now: now) { try cleanShutdown(ref) } else { try hardShutdown(ref) }
    }

    mutating func cleanReboot(_ ref: String) throws(XapiError) {
        try check("clean_reboot", ref)
        try transition(.guestReboot, ref)
    }

    /// The guest's agent answers, without which XAPI does not try a clean shutdown.
    func checkAgent(_ ref: String) throws(XapiError) {
        guard monitor.guestIsUp(ref, now: now) else { throw XapiError("VM_MISSING_PV_DRIVERS", ref) }
    }

    mutating func transition(_ transition: VirtualMachineMonitor.Transition, _ ref: String) throws(XapiError) {
        do {
            try monitor.apply(transition, to: ref, now: now)
        } catch {
            switch error {
            case .insufficientMemory(let needed, let free):
                throw XapiError("HOST_NOT_ENOUGH_FREE_MEMORY", String(needed << 20), String(free << 20))
            case .guestNotReady: throw XapiError("VM_MISSING_PV_DRIVERS", ref)
            case .illegal(_, let state): throw .badPowerState(ref, expected: [], actual: XenServer.name(state))
            case .unknown: throw .handleInvalid("VM", ref)
            }
        }
        record(ref)
    }

    /// Writes what the monitor says of a VM into the database.
    mutating func record(_ ref: String) {
        guard let state = monitor.state(of: ref), let row = database.row("VM", ref) else { return }
        let active = state == .running || state == .paused
        let booted = monitor.bootTime(of: ref)
        let host = active ? hostRef : XapiValue.null
        database.update("VM", ref) {
            $0["power_state"] = XenServer.name(state)
            $0["resident_on"] = host
        }
        database.update("VM_metrics", row["metrics"]) {
            $0["start_time"] = booted.map(XenServer.timestamp) ?? XenServer.never
            $0["VCPUs_number"] = active ? row["VCPUs_at_startup"] : "0"
            $0["memory_actual"] = active ? row["memory_dynamic_max"] : "0"
        }
    }

    private mutating func plugAll(_ ref: String) throws(XapiError) {
        for (vbd, row) in devices("VBD", of: ref) {
            if !row.bool("empty") { try checkUnused(row["VDI"], by: vbd, mode: row["mode"]) }
            database.update("VBD", vbd) { $0.set("currently_attached", true) }
        }
        for (vif, _) in devices("VIF", of: ref) { database.update("VIF", vif) { $0.set("currently_attached", true) } }
    }

    mutating func unplugAll(_ ref: String) {
        for table in ["VBD", "VIF"] {
            for (device, _) in devices(table, of: ref) {
                database.update(table, device) { $0.set("currently_attached", false) }
            }
        }
    }
}
