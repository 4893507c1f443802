import Yams

/// The listeners of hosts that are presented by themselves.
extension Configuration {
    func readHostListeners(_ node: Yams.Node?, _ reader: ConfigurationReader) -> [HostListener] {
        var listeners: [HostListener] = []
        for (index, item) in (reader.items(node, of: "listeners.hosts") ?? []).enumerated() {
            let what = "listeners.hosts[\(index)]"
            guard let fields = reader.fields(item, of: what, known: ["host", "name", "address", "port", "tls"]) else {
                continue
            }
            let host = reader.required(
                reader.text(fields["host"], of: "\(what).host"), "host", of: what, in: item, fields)
            if fields["port"] == nil { reader.fault(item, "\(what) needs the key 'port'") }
            let listener = readListener(fields, what, port: 443, alwaysTLS: true, reader)
            guard let host else { continue }
            listeners.append(
                HostListener(
                    host: host, name: reader.text(fields["name"], of: "\(what).name")?.lowercased(), listener: listener,
                    line: item.mark?.line))
        }
        return listeners
    }

    /// Each host is there, and who shares a port can be told apart.
    func checkHostListeners(_ reader: ConfigurationReader) {
        for (index, one) in listeners.hosts.enumerated() {
            if !hosts.contains(where: { $0.name == one.host }) {
                let known = hosts.isEmpty ? "there are none" : "there are \(hosts.map(\.name).joined(separator: ", "))"
                reader.fault(
                    line: one.line, "listeners.hosts has the host '\(one.host)', which is not among the hosts: \(known)"
                )
            }
            for (name, other) in listeners.fleet where other.isOnePort(with: one.listener) {
                reader.fault(
                    line: one.line,
                    "listeners.hosts: '\(one.host)' has the address and port of listeners.\(name); it needs its own")
            }
            for other in listeners.hosts[..<index] where other.listener.isOnePort(with: one.listener) {
                if one.name == nil || other.name == nil || one.name == other.name {
                    reader.fault(
                        line: one.line,
                        "'\(other.host)' and '\(one.host)' share port \(one.listener.port) of \(one.listener.address): "
                            + "each needs a 'name' of its own, by which clients call it")
                } else if (other.listener.tls == nil) != (one.listener.tls == nil) {
                    reader.fault(
                        line: one.line, "'\(other.host)' and '\(one.host)' share a port: either both need 'tls' or none"
                    )
                }
            }
        }
    }
}

extension Configuration.Listener {
    /// Whether both are one socket; a port that the system chooses is none that is shared.
    func isOnePort(with other: Self) -> Bool {
        port != 0 && port == other.port && address == other.address
    }
}
