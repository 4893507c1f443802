/// What can be done with the host itself.
extension XenServer {
    private static let hostParameter = Arguments.Parameter("host", .ref("host"))

    static let hostMethods: [String: Method] = [
        "host.disable": method([hostParameter]) { (server, a) throws(XapiError) in
            server.database.update("host", a.text("host")) { $0["enabled"] = "false" }
        },
        "host.enable": method([hostParameter]) { (server, a) throws(XapiError) in
            server.database.update("host", a.text("host")) { $0["enabled"] = "true" }
        },
        "host.reboot": method([hostParameter]) { (server, a) throws(XapiError) in try server.checkIdle() },
        "host.shutdown": method([hostParameter]) { (server, a) throws(XapiError) in try server.checkIdle() },
        "host.evacuate": method([hostParameter]) { (server, a) throws(XapiError) in try server.evacuate() },
    ]

    /// - Throws: HOST_DISABLED.
    func checkHost() throws(XapiError) {
        guard database.row("host", hostRef)?.bool("enabled") ?? false else { throw XapiError("HOST_DISABLED", hostRef) }
    }

    /// Whether the host may go down (xapi_host.ml).
    /// - Throws: HOST_NOT_DISABLED, HOST_IN_USE.
    private func checkIdle() throws(XapiError) {
        if database.row("host", hostRef)?.bool("enabled") ?? true { throw XapiError("HOST_NOT_DISABLED") }
        if let first = database.rows("VM").first(where: { ["Running", "Paused"].contains($0.row["power_state"]) }) {
            throw XapiError("HOST_IN_USE", hostRef, "VM", first.ref)
        }
    }

    /// A host that has come up takes machines again: that it was disabled is not kept.
    mutating func boot() {
        database.update("host", hostRef) { $0["enabled"] = "true" }
        if let metrics = database.row("host", hostRef)?["metrics"] {
            database.update("host_metrics", metrics) { $0["start_time"] = XenServer.timestamp(now) }
        }
    }

    /// The pool has no other host, to which running machines could go.
    /// - Throws: CANNOT_EVACUATE_HOST.
    private func evacuate() throws(XapiError) {
        let running = database.rows("VM").filter { ["Running", "Paused"].contains($0.row["power_state"]) }
        guard let first = running.first else { return }
        throw XapiError("CANNOT_EVACUATE_HOST", "NO_HOSTS_AVAILABLE,\(first.ref)")
    }
}
