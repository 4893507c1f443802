import Endpoints
import XML

extension RemoteConnection {
    /// Kinds of authentication (remote_protocol.x).
    private enum Authentication: String {
        case none = "0"
        case sasl = "1"
        case polkit = "2"
    }

    /// VIR_DRV_FEATURE_PROGRAM_KEEPALIVE: who asks for it says that it answers.
    private static let keepalive = "10"

    /// What every client does first: it says who it is, and which hypervisor it wants.
    /// - Parameter uri: as the server itself knows it, such as `qemu:///system`.
    /// - Throws: ``RemoteError``, ``EndpointError``.
    func introduce(_ settings: EndpointSettings, uri: String) async throws {
        let kinds = try await callSoon("authList").all("types").map { $0.text.trimmed }
        if !kinds.contains(Authentication.none.rawValue) {
            guard kinds.contains(Authentication.sasl.rawValue) else {
                throw RemoteError(45, 46, "authentication unavailable: the server wants none of those that there are here")
            }
            try await logIn(settings)
        }
        _ = try await callSoon("connectSupportsFeature", [.argument("feature", Self.keepalive)])
        _ = try await callSoon("connectOpen", [.argument("name", uri), .argument("flags", "0")])
    }

    /// SASL's PLAIN (RFC 4616): the password itself, so never without TLS or outside of this machine.
    private func logIn(_ settings: EndpointSettings) async throws {
        let mechanisms = try await callSoon("authSaslInit").first("mechlist")?.text.split { ", ".contains($0) } ?? []
        guard mechanisms.contains("PLAIN"), settings.address.isSecure || settings.address.isLoopback else {
            throw RemoteError(45, 46, "authentication failed: the server takes no password here: \(mechanisms)")
        }
        let password = try settings.password.read()
        let answer = try await callSoon(
            "authSaslStart",
            [
                .argument("mech", "PLAIN"), .argument("nil", "0"),
                .argument("data", "\0\(settings.user)\0\(password)"),
            ])
        guard answer.first("complete")?.text.trimmed == "1" else {
            throw RemoteError(45, 46, "authentication failed: the server wants to know more")
        }
    }
}

extension Element {
    /// An argument of a call.
    static func argument(_ name: String, _ text: String) -> Element {
        Element(name, namespace: Libvirt.namespace, text: text)
    }

    /// The number that a result says under a name.
    func number(_ name: String) -> Int { Int(first(name)?.text.trimmed ?? "") ?? 0 }
}
