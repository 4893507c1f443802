import XML

extension LibvirtReader {
    /// - Returns: the identities of all networks.
    func networks() async throws -> [Element] { try await list("connectListAllNetworks", "nets") }

    /// Nil if it is gone.
    func network(uuid: String, of surroundings: Surroundings) async throws -> Element? {
        let network = Element.v("net", ["name": "-", "uuid": uuid])
        return try await present {
            .v(
                "network",
                [
                    "hostUUID": surroundings.host,
                    "active": "\(try await connection.call("networkIsActive", [network]).number("active"))",
                    "autostart": "\(try await connection.call("networkGetAutostart", [network]).number("autostart"))",
                ], [try await xml("networkGetXMLDesc", [network])])
        }
    }

    /// What the documents of domains say of a network.
    static func fact(ofNetwork document: Element) -> Element? {
        guard let network = document.first("network") else { return nil }
        var fact = Element.v(
            "network",
            ["name": network.first("name")?.text ?? "", "uuid": network.first("uuid")?.text.trimmed.lowercased() ?? ""])
        fact["bridge"] = network.first("bridge")?["name"]
        return fact
    }
}
