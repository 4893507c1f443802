import XML

extension LibvirtReader {
    /// VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET
    private static let networkDevices = 1 << 4

    /// The host itself. What it measures of its own hardware may be more than it can tell.
    func node() async throws -> Element {
        let capabilities = try await connection.call("connectGetCapabilities")
        guard let capabilities = capabilities.first("capabilities")?.elements.first,
            let uuid = capabilities.at("host", "uuid")?.text.trimmed
        else { throw RemoteError(27, 20, "XML error: capabilities without the host's UUID") }
        var node = Element.v("node", ["uuid": uuid.lowercased()])
        node["hostname"] = try await connection.call("connectGetHostname").first("hostname")?.text
        node["type"] = try await connection.call("connectGetType").first("type")?.text
        node["version"] = try await connection.call("connectGetVersion").first("hv_ver")?.text
        node["libVersion"] = try await connection.call("connectGetLibVersion").first("lib_ver")?.text
        node["connected"] = "1"
        let info = try await connection.call("nodeGetInfo")
        var facts = Element.v("info")
        for name in ["memory", "cpus", "mhz", "nodes", "sockets", "cores", "threads"] { facts[name] = "\(info.number(name))" }
        node.append(facts)
        node.append(capabilities)
        if let sysinfo = try await optional({ try await sysinfo() }) { node.append(sysinfo) }
        for device in try await optional({ try await devices() }) ?? [] { node.append(device) }
        return node
    }

    private func sysinfo() async throws -> Element {
        let result = try await connection.call("connectGetSysinfo", [.argument("flags", "0")])
        guard let sysinfo = result.first("sysinfo") else { throw RemoteError(27, 20, "XML error: no sysinfo") }
        if let element = sysinfo.elements.first { return element }
        guard let document = try? Document(parsing: sysinfo.text) else { throw RemoteError(27, 20, "XML error: sysinfo") }
        return document.root.tidied()
    }

    private func devices() async throws -> [Element] {
        var devices: [Element] = []
        for device in try await list("connectListAllNodeDevices", "devices", flags: Self.networkDevices) {
            let name = Element.argument("name", device["name"] ?? "")
            if let document = try await optional({ try await xml("nodeDeviceGetXMLDesc", [name]) }) { devices.append(document) }
        }
        return devices
    }
}
