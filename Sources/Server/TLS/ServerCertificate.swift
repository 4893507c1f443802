import Crypto
import Foundation
import NIOCore
import NIOSSL
import Simulator
import SwiftASN1
import X509

/// The certificate with which a listener shows itself: configured files, or a self-signed one of our own.
enum ServerCertificate {
    /// What a listener needs for TLS 1.2 and newer.
    /// - Parameter name: what clients call it, for a certificate of our own; this machine's name if absent.
    /// - Throws: ``StartError`` with status `configuration` for files that hold no certificate and key, `cannotCreate`
    ///   where our own cannot be written.
    static func configuration(
        _ tls: Configuration.TLS, name: String? = nil, state: URL
    ) throws(StartError) -> TLSConfiguration {
        let files: Configuration.TLS.Files =
            if let files = tls.files { files } else { try ownFiles(of: name, in: state.appendingPathComponent("tls")) }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate.path)
            let key = try NIOSSLPrivateKey(file: files.key.path, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            // How long a close waits for the client's own; clients with idle connections do not answer.
            configuration.shutdownTimeout = .seconds(1)
            return configuration
        } catch {
            throw StartError(
                .configuration,
                "\(files.certificate.path) and \(files.key.path) are no PEM certificate and key: \(error)")
        }
    }

    /// The public key of a listener's certificate as PEM; nil if there is none that can be read.
    static func publicKey(_ tls: Configuration.TLS, state: URL) -> String? {
        guard let files = try? tls.files ?? ownFiles(of: nil, in: state.appendingPathComponent("tls")),
            let text = try? String(contentsOf: files.certificate, encoding: .utf8),
            let first = try? PEMDocument.parseMultiple(pemString: text).first,
            let certificate = try? Certificate(pemDocument: first)
        else { return nil }
        return try? certificate.publicKey.serializeAsPEM().pemString
    }

    /// The last common name of a certificate's subject; nil if it has none.
    @Sendable static func commonName(_ certificate: NIOSSLCertificate) -> String? {
        guard let bytes = try? certificate.toDERBytes(), let parsed = try? Certificate(derEncoded: bytes) else { return nil }
        let names = parsed.subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        return names.last.map { String(describing: $0.value) }
    }

    /// Makes the certificate at the first start; later ones find it.
    private static func ownFiles(of name: String?, in directory: URL) throws(StartError) -> Configuration.TLS.Files {
        let suffix = name.map { "-" + $0.replacing("/", with: "_") } ?? ""
        let files = Configuration.TLS.Files(
            certificate: directory.appendingPathComponent("certificate\(suffix).pem"),
            key: directory.appendingPathComponent("key\(suffix).pem"))
        let manager = FileManager.default
        if manager.fileExists(atPath: files.certificate.path), manager.fileExists(atPath: files.key.path) {
            return files
        }
        do {
            try manager.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let (certificate, key) = try make(hostName: name ?? ProcessInfo.processInfo.hostName)
            // Both are readable for their owner only.
            try NativeFile.write(key, to: files.key)
            try NativeFile.write(certificate, to: files.certificate)
            return files
        } catch {
            throw StartError(.cannotCreate, "no certificate can be kept in \(directory.path): \(error)")
        }
    }

    /// A self-signed P-256 certificate for this machine, valid for ten years, as PEM.
    static func make(hostName: String, now: Date = Date()) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName {
            OrganizationName("Dragoman")
            CommonName(String(hostName.prefix(64)))
        }
        var names: [GeneralName] = [.dnsName("localhost")]
        if hostName != "localhost", !hostName.isEmpty { names.append(.dnsName(hostName)) }
        names.append(.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])))
        names.append(.ipAddress(ASN1OctetString(contentBytes: ArraySlice([UInt8](repeating: 0, count: 15) + [1]))))
        let privateKey = Certificate.PrivateKey(key)
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: privateKey.publicKey,
            // Clocks of clients may be a little slow.
            notValidBefore: now.addingTimeInterval(-3600), notValidAfter: now.addingTimeInterval(10 * 365 * 86_400),
            issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
                SubjectKeyIdentifier(hash: privateKey.publicKey)
            },
            issuerPrivateKey: privateKey)
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation + "\n")
    }
}
