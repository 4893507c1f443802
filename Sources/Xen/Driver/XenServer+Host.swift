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
        "host.evacuate": method([hostParameter]) { (server, a) throws(XapiError) in try server.evacuate() },
    ]

    /// - Throws: HOST_DISABLED.
    func checkHost() throws(XapiError) {
        guard database.row("host", hostRef)?.bool("enabled") ?? false else { throw XapiError("HOST_DISABLED", hostRef) }
    }

    /// The pool has no other host, to which running machines could go.
    /// - Throws: CANNOT_EVACUATE_HOST.
    private func evacuate() throws(XapiError) {
        let running = database.rows("VM").filter { ["Running", "Paused"].contains($0.row["power_state"]) }
        guard let first = running.first else { return }
        throw XapiError("CANNOT_EVACUATE_HOST", "NO_HOSTS_AVAILABLE,\(first.ref)")
    }
}
