import Endpoints
import Foundation
import NIOSSL
import Yams

extension Configuration {
    private static let liveKeys = ["name", "platform", "driver", "url", "user", "passwordFile", "passwordEnvironment", "tls"]

    /// A host, or a management server with several, that is not in this process.
    func readLiveHost(_ item: Yams.Node, _ what: String, _ reader: ConfigurationReader) -> [Host] {
        guard let fields = reader.fields(item, of: what, known: Self.liveKeys) else { return [] }
        let name = reader.required(reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
        let platforms = Platform.all.filter { $0.live != nil }.map(\.name)
        let platform = reader.required(
            reader.choice(fields["platform"], of: "\(what).platform", among: platforms), "platform", of: what, in: item,
            fields)
        let live = platform.flatMap { Platform.named($0)?.live }
        let logsIn = live?.needsLogin != false || ["user", "passwordFile", "passwordEnvironment"].contains { fields[$0] != nil }
        let given = reader.text(fields["user"], of: "\(what).user")
        let user = logsIn ? reader.required(given, "user", of: what, in: item, fields) : ""
        let address = readAddress(fields, what, item, live, reader)
        let password = logsIn ? readPasswordSource(fields, what, item, reader) : PasswordSource.none
        guard let name, checkName(name, fields["name"], what, reader), let platform, let user, let address, let password
        else { return [] }
        let trust = readTrust(fields["tls"], "\(what).tls", address, reader)
        let identity = readIdentity(fields["tls"], "\(what).tls", reader)
        let settings = EndpointSettings(address: address, trust: trust, user: user, password: password, identity: identity)
        return [Host(name: name, platform: platform, vms: 0, live: settings)]
    }

    private func readAddress(
        _ fields: [String: Yams.Node], _ what: String, _ item: Yams.Node, _ live: Platform.Live?,
        _ reader: ConfigurationReader
    ) -> EndpointAddress? {
        let text = reader.required(reader.text(fields["url"], of: "\(what).url"), "url", of: what, in: item, fields)
        guard let text, let live else { return nil }
        let preferred = live.schemes[0].name
        guard let address = EndpointAddress(text, schemes: live.schemes, defaultPath: live.path) else {
            let others = live.schemes.dropFirst().map(\.name).joined(separator: " and ")
            reader.fault(
                fields["url"],
                "\(what).url is '\(text)'; it must be like \(preferred)://HOST\(live.path), without user, password and query (there are \(others), too)")
            return nil
        }
        if !address.isSecure, !address.isLoopback {
            reader.fault(fields["url"], "\(what).url would send everything in the clear, a password too; use \(preferred)")
            return nil
        }
        return address
    }

    private func readPasswordSource(
        _ fields: [String: Yams.Node], _ what: String, _ item: Yams.Node, _ reader: ConfigurationReader
    ) -> PasswordSource? {
        switch (fields["passwordFile"], fields["passwordEnvironment"]) {
        case (let node?, nil):
            guard let file = reader.text(node, of: "\(what).passwordFile").map(path) else { return nil }
            guard FileManager.default.isReadableFile(atPath: file.path) else {
                reader.fault(node, "\(file.path) cannot be read; \(what).passwordFile is a file with the password in its first line")
                return nil
            }
            return .file(file)
        case (nil, let node?):
            guard let name = reader.text(node, of: "\(what).passwordEnvironment") else { return nil }
            guard name.utf8.allSatisfy(Self.isVariableByte), name.utf8.first.map({ $0 < 0x30 || $0 > 0x39 }) == true else {
                reader.fault(node, "\(what).passwordEnvironment is '\(name)'; it must be the name of an environment variable")
                return nil
            }
            return .environment(name)
        default:
            reader.fault(item, "\(what) needs one of the keys 'passwordFile' and 'passwordEnvironment'")
            return nil
        }
    }

    private func readTrust(
        _ node: Yams.Node?, _ what: String, _ address: EndpointAddress, _ reader: ConfigurationReader
    ) -> EndpointTrust {
        guard let node, let fields = reader.fields(node, of: what, known: ["authorities", "fingerprint", "verify", "certificate", "key"]) else {
            return .system
        }
        if !address.isSecure { reader.fault(node, "\(what) has no meaning for \(address), which does not use TLS") }
        let reasons = fields.count { !["certificate", "key"].contains($0.key) }
        guard reasons == 1 else {
            if reasons == 0, fields["certificate"] != nil { return .system }
            reader.fault(node, "\(what) needs one of authorities, fingerprint and verify; without '\(what)' the system's authorities count")
            return .system
        }
        if let file = reader.text(fields["authorities"], of: "\(what).authorities").map(path) {
            if (try? NIOSSLCertificate.fromPEMFile(file.path))?.isEmpty ?? true {
                reader.fault(fields["authorities"], "\(file.path) cannot be read; \(what).authorities must be a PEM file with certificates")
            }
            return .authorities(file)
        }
        if let text = reader.text(fields["fingerprint"], of: "\(what).fingerprint") {
            if let fingerprint = EndpointTrust.fingerprint(parsing: text) { return .fingerprint(fingerprint) }
            reader.fault(
                fields["fingerprint"],
                "\(what).fingerprint must be the certificate's SHA-256 fingerprint: 64 hexadecimal digits, with or without colons")
        }
        if let verify = fields["verify"] {
            guard let isOn = verify.bool else {
                reader.fault(verify, "\(what).verify must be true or false")
                return .system
            }
            if !isOn, !address.isLoopback {
                reader.fault(verify, "\(what).verify may be false for a loopback address only; \(address.host) needs authorities or a fingerprint")
            }
            return isOn ? .system : .none
        }
        return .system
    }

    /// The certificate that is shown to the server.
    private func readIdentity(_ node: Yams.Node?, _ what: String, _ reader: ConfigurationReader) -> EndpointIdentity? {
        guard let node, let mapping = node.mapping else { return nil }
        switch (mapping["certificate"], mapping["key"]) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            guard let certificate = reader.text(certificate, of: "\(what).certificate").map(path),
                let key = reader.text(key, of: "\(what).key").map(path)
            else { return nil }
            let identity = EndpointIdentity(certificate: certificate, key: key)
            do {
                try identity.check()
            } catch {
                reader.fault(node, "\(what).certificate and \(what).key must be PEM files with a certificate and its key: \(error)")
            }
            return identity
        default:
            reader.fault(node, "\(what) needs both of certificate and key, or none")
            return nil
        }
    }

    private static func isVariableByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
