import Hosts
import XML

/// Passwords of displays are in no document that is kept. So that a definition that is changed does not lose them, they are
/// put back on their way.
extension LiveKVMHost {
    /// VIR_DOMAIN_XML_SECURE and VIR_DOMAIN_XML_INACTIVE.
    private static let secureInactive = 1 | 2
    private static let secrets = ["passwd", "passwdValidTo"]

    /// - Throws: what the server says to the question for the old definition; ``RemoteError`` 42 is no old one.
    func withSecrets(_ call: Element, _ reader: LibvirtReader) async throws -> Element {
        guard call["procedure"]?.hasPrefix("domainDefineXML") == true, let domain = call.first("xml")?.elements.first,
            let uuid = domain.first("uuid")?.text.trimmed, domain.first("devices")?.first("graphics") != nil
        else { return call }
        try await checkFresh(uuid, reader)
        let dom = Element.v("dom", ["name": "-", "uuid": uuid, "id": "-1"])
        let old = try await reader.present {
            try await reader.connection.call(
                "domainGetXMLDesc", [dom, .argument("flags", "\(Self.secureInactive)")])
        }
        let displays = old?.first("xml")?.elements.first?.first("devices")?.all("graphics") ?? []
        guard displays.contains(where: { display in Self.secrets.contains { display[$0] != nil } }) else { return call }
        var copy = call
        copy.update("xml") { argument in
            argument.update("domain") { domain in
                domain.update("devices") { devices in devices.keepSecrets(Self.secrets, of: displays) }
            }
        }
        return copy
    }

    /// A definition that is written whole is made from one that was read: what somebody else has written since would be lost.
    /// - Throws: ``RemoteError`` 55 if there is such a thing.
    private func checkFresh(_ uuid: String, _ reader: LibvirtReader) async throws {
        guard let before = known[NativeReference(type: "domain", id: uuid)],
            let now = try await reader.domain(uuid: uuid, of: surroundings), Document(now).root.steady.hashValue != before
        else { return }
        tellChanged("domain", uuid)
        throw RemoteError(55, 10, "Requested operation is not valid: the definition has been changed meanwhile")
    }
}

extension Element {
    /// Displays are known by their type, of which a domain has one each.
    fileprivate mutating func keepSecrets(_ names: [String], of displays: [Element]) {
        children = children.map { child in
            guard case .element(var display) = child, display.name == "graphics",
                let old = displays.first(where: { $0["type"] == display["type"] })
            else { return child }
            for name in names where display[name] == nil { display[name] = old[name] }
            return .element(display)
        }
    }
}
